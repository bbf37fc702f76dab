/* client.h - the C client: JSON-RPC over ZeroMQ */
#ifndef CLIENT_CLIENT_H
#define CLIENT_CLIENT_H

#include "base/buf.h"
#include "base/str.h"

#include <zhengming/error.h>

#define CLIENT_REQUEST_MAX (16u << 20) /* bytes; a service disconnects who sends more */

struct client;

/** Connect to @endpoint (tcp://, ipc://). Connecting takes place
 * in the background: only a malformed endpoint fails here. */
zhm_code client_open(const char *endpoint, unsigned timeout_ms, struct client **out, zhm_error *err);
void client_close(struct client *c); /* NULL is fine */

/**
 * Send one JSON-RPC text and wait for its reply, which is appended to @reply. A late reply to an earlier call is passed
 * over (each call carries a correlation frame). Requests are not repeated here: a write might be done twice. A
 * notification gets no reply, so don't send one here.
 * @return ZHM_LIMIT when no reply came in time, naming the endpoint and
 * the time, or the request is too long; ZHM_STORAGE for libzmq's faults
 */
zhm_code client_call(struct client *c, struct str request, struct buf *reply, zhm_error *err);

#endif
