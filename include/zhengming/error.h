/* error.h - the one error type of Zhengming */
#ifndef ZHENGMING_ERROR_H
#define ZHENGMING_ERROR_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ZHM_API __attribute__((visibility("default")))

/** What a call answers. The numbers are on the wire: append only. */
typedef enum {
    ZHM_OK = 0,
    ZHM_NOT_FOUND, /* an answer, not a fault */
    ZHM_BAD_INPUT, /* what was given is wrong; line and offset say where */
    ZHM_CONFLICT,  /* the record has changed since the generation that a write was based on */
    ZHM_DENIED,    /* not permitted: read-only, or locked by another */
    ZHM_LIMIT,     /* a documented bound was met: too long, too many, busy */
    ZHM_NO_MEMORY,
    ZHM_STORAGE, /* the disk or the database on it */
} zhm_code;

/** Where and why a call failed. Written by whoever finds the fault; success leaves it alone. */
typedef struct {
    zhm_code code;
    size_t line;    /* from 1; 0: no file */
    size_t offset;  /* in bytes, from the start of the line or of the input */
    char text[240]; /* UTF-8, for people */
} zhm_error;

/** The code's name on the wire: "bad_input", "not_found", ... */
ZHM_API const char *zhm_code_name(zhm_code code);

#ifdef __cplusplus
}
#endif
#endif
