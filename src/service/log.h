/* log.h - log lines of the service: logfmt on stderr, a line a write */
#ifndef SERVICE_LOG_H
#define SERVICE_LOG_H

#include <stdbool.h>
#include <stdint.h>
#include <zhengming/error.h>

/** "time=... level=@level event=@event " and what @format says, which is logfmt itself: key=value key=value. */
__attribute__((format(printf, 3, 4))) void log_event(const char *level, const char *event, const char *format, ...);

/** level=error, with the error's code and text. */
void log_fault(const char *event, const zhm_error *error);

/** A text as a logfmt value: quoted, control characters and quotes escaped, cut after some 500 bytes. */
struct log_text {
    char s[560];
};
struct log_text log_quote(const char *text);

/** For events that a peer can cause at will. {0} to begin with. @return true once a second at most */
struct log_limit {
    uint64_t next_ms;
};
bool log_due(struct log_limit *limit);

#endif
