/* reply.h - JSON written straight into a buffer */
#ifndef RPC_REPLY_H
#define RPC_REPLY_H

#include "base/buf.h"

#include <zhengming/model.h>

/* Members follow each other without care: each writer puts the comma before what it writes where one is due. */
void reply_open(struct buf *b, char bracket);  /* '{' or '[' */
void reply_close(struct buf *b, char bracket); /* '}' or ']' */
void reply_key(struct buf *b, const char *key);
/** A key that is data: escaped where need be. */
void reply_key_text(struct buf *b, struct str key);
void reply_text(struct buf *b, struct str value); /* valid UTF-8 */
/** A value that is JSON already. */
void reply_raw(struct buf *b, struct str json);
void reply_number(struct buf *b, uint64_t value);
void reply_null(struct buf *b);
void reply_bool(struct buf *b, bool value);

void reply_member_text(struct buf *b, const char *key, const char *value);
/** null when @value is NULL. */
void reply_member_nullable(struct buf *b, const char *key, const char *value);
/** Nothing when @value is NULL or empty. */
void reply_member_optional(struct buf *b, const char *key, const char *value);
void reply_member_number(struct buf *b, const char *key, uint64_t value);
/** Nothing when there is no date. */
void reply_member_date(struct buf *b, const char *key, zhm_date date);
/** Seconds since 1970, up to the year 9999, as "2026-05-01T12:00:00Z"; nothing when 0. */
void reply_member_time(struct buf *b, const char *key, int64_t seconds);
/** A number of hundredths: 8330 as 83.3. */
void reply_member_hundredths(struct buf *b, const char *key, unsigned value);
void reply_member_bool(struct buf *b, const char *key, bool value);
/** An array of texts; nothing when there are none. */
void reply_member_texts(struct buf *b, const char *key, const char *const *texts, size_t count);

#endif
