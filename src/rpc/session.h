/* session.h - a thread's working memory, and the methods that use it */
#ifndef RPC_SESSION_H
#define RPC_SESSION_H

#include "memory/search.h"
#include "rpc/answer_cache.h"
#include "rpc/reply.h"
#include "rpc/request.h"
#include "rpc/rpc.h"
#include "rpc/stats.h"

#include <pthread.h>
#include <zhengming/unit.h>

struct rpc {
    zhm_database *db;
    struct rpc_gauges *gauges;
    struct stats *stats;      /* by method */
    uint64_t started;         /* by stats_now */
    pthread_mutex_t counting; /* guards the next two: service.stats counts the terms once a generation */
    uint64_t counted_generation, counted_terms;
};

struct rpc_session {
    struct rpc *rpc;
    struct reader reader;
    struct arena requests;     /* what the requests of one text are taken apart into */
    struct answer_cache names; /* of term.normalise */
    struct buf key;            /* of the cache */
    struct buf extra;          /* members for the error's data: the current record of a conflict */
    struct buf scratch;
    struct search *search; /* of the memory; made when it is first needed */
};

struct param {
    const char *name;
    enum param_type type;
    bool required;
};

/** A method writes the members of its result; the braces are its caller's. What it wrote is taken back on failure. */
typedef zhm_code method_run(struct rpc_session *s, const struct request *in, struct buf *out, zhm_error *err);

struct method {
    const char *name;
    method_run *run;
    const struct param *params;
    size_t param_count;
    bool writes; /* begins its own transactions; the others are given a snapshot */
};

/** The table, by name; methods.c. */
extern const struct method methods[];
extern const size_t method_count;
const struct method *method_find(struct str name);

/* The methods, by file. */
method_run term_lookup, term_suggest, term_normalise;                           /* term_methods.c */
method_run text_annotate, text_check, text_correct;                             /* text_methods.c */
method_run term_get, term_put, term_delete, term_history, changes_since_method; /* concept_methods.c */
method_run memory_lookup_method, memory_concordance_method;                     /* memory_methods.c */
method_run memory_add, memory_get, memory_edit, memory_history, memory_export;  /* unit_methods.c, unit_export.c */
method_run memory_delete;                                                       /* unit_delete.c */
method_run memory_batches, memory_begin, memory_end, memory_undo;               /* batch_methods.c */
method_run service_info, service_stats;                                         /* service_methods.c */

/** ZHM_LIMIT when the reply has grown past what one may be. */
zhm_code rpc_reply_check(const struct buf *b, zhm_error *err);

/** Parameters, already checked against the method's list. NULL, no text or @absent where not given. */
struct str param_str(const struct request *in, const char *name);
const char *param_text(const struct request *in, const char *name);
uint64_t param_number(const struct request *in, const char *name, uint64_t absent);
bool param_bool(const struct request *in, const char *name, bool absent);
/** `limit`: 1 to @most. */
zhm_code param_limit(const struct request *in, size_t absent, size_t most, size_t *out, zhm_error *err);
/** `lang`, `category`, `as_of`, `style`, `compose`. */
zhm_code param_question(const struct request *in, struct question *out, zhm_error *err);

/** A time, in seconds since 1970: "2026-05-01T12:00:00Z", a day, or the first day of a month or year; 0 where not
 * given. */
zhm_code param_time(const struct request *in, const char *name, int64_t *out, zhm_error *err);

/** The session's working memory for searches. */
zhm_code session_search(struct rpc_session *s, struct search **out, zhm_error *err);

/** For a write: the member `generation`, of the last write of all. */
zhm_code reply_last_generation(struct rpc_session *s, struct buf *out, zhm_error *err);

/** Read a concept from JSON; texts are @json's, arrays in @arena. Unknown members are an error. */
zhm_code concept_from_json(json_t *json, struct arena *arena, zhm_concept *out, zhm_error *err);

/**
 * Read a unit, or its segments, from JSON, as concept_from_json; `unit`, `batch` and `generation` are read over. What
 * it says is not checked: a language that is none stays as it was written.
 */
zhm_code unit_from_json(json_t *json, struct arena *arena, zhm_unit *out, zhm_error *err);
zhm_code segments_from_json(json_t *json, struct arena *arena, const zhm_segment **out, size_t *count, zhm_error *err);

#endif
