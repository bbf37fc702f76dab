/* reply.h - JSON written straight into a buffer */
#ifndef RPC_REPLY_H
#define RPC_REPLY_H

#include "base/buf.h"

#include <zhengming/model.h>

/* Members follow each other without care: each writer puts the comma before what it writes where one is due. */
void reply_open(struct buf *b, char bracket);  /* '{' or '[' */
void reply_close(struct buf *b, char bracket); /* '}' or ']' */
void reply_key(struct buf *b, const char *key);
void reply_text(struct buf *b, struct str value); /* valid UTF-8 */
/** A value that is JSON already. */
void reply_raw(struct buf *b, struct str json);
void reply_number(struct buf *b, uint64_t value);
void reply_null(struct buf *b);
void reply_bool(struct buf *b, bool value);

void reply_member_text(struct buf *b, const char *key, const char *value);
/** Nothing when @value is NULL or empty. */
void reply_member_optional(struct buf *b, const char *key, const char *value);
void reply_member_number(struct buf *b, const char *key, uint64_t value);
/** Nothing when there is no date. */
void reply_member_date(struct buf *b, const char *key, zhm_date date);

#endif
