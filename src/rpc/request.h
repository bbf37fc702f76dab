/* request.h - one request, taken apart: by jansson, or, when it is plain, by one pass that builds no tree */
#ifndef RPC_REQUEST_H
#define RPC_REQUEST_H

#include "base/arena.h"
#include "base/str.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <zhengming/error.h>

enum param_type {
    PARAM_TEXT,
    PARAM_TEXTS,
    PARAM_NUMBER,
    PARAM_BOOL,
    PARAM_OBJECT,
    PARAM_NUMBERS,
    PARAM_OBJECTS,
    PARAM_OTHER
};

/** A parameter as it was given. Texts are terminated, and live in the request's arena or tree. */
struct argument {
    struct str name;
    enum param_type type;
    struct str text;         /* PARAM_TEXT */
    const struct str *texts; /* PARAM_TEXTS, `number` of them */
    const uint64_t *numbers; /* PARAM_NUMBERS */
    uint64_t number; /* PARAM_NUMBER, the length of an array (an empty one is PARAM_TEXTS), and PARAM_BOOL as 0 or 1 */
    json_t *json;    /* PARAM_OBJECT, PARAM_OBJECTS */
};

#define ARGUMENTS_MAX 24 /* more than any method has */

struct request {
    struct str id; /* its JSON text, as it goes back; no data: a notification */
    struct str method;
    struct argument arguments[ARGUMENTS_MAX];
    size_t argument_count;
    json_t *params; /* the tree of the parameters; NULL when the request was plain, or has none */
};

/** JSON-RPC's own codes. */
enum { PARSE_ERROR = -32700, INVALID_REQUEST = -32600, NO_METHOD = -32601, INVALID_PARAMS = -32602 };

/**
 * Read a request from its tree. @return 0, or JSON-RPC's code with @err; out->id is as much as could be read ("null" at
 * least, since who sent no sound request is told so)
 */
int request_from_json(json_t *json, struct arena *arena, struct request *out, zhm_error *err);

/**
 * Read @text if it is a plain request: known members once each, no escapes in strings, numbers from 0 of at most 15
 * digits, parameters that are texts, numbers, true, false or arrays of texts. Then @out is what request_from_json makes
 * of it.
 * @return false when it is not: then jansson says what it is. Cost: a few instructions a byte
 */
bool request_plain(struct str text, struct arena *arena, struct request *out);

/** A parameter, or NULL where not given. */
const struct argument *request_argument(const struct request *r, struct str name);

#endif
