/* rpc.h - the method table: JSON-RPC 2.0 in, JSON-RPC 2.0 out. Every front door comes here
 *
 * Methods, their parameters and results are described in docs/methods.md.
 */
#ifndef RPC_RPC_H
#define RPC_RPC_H

#include "base/buf.h"
#include "base/str.h"
#include "term/database.h"

#include <stdatomic.h>

#define RPC_REQUEST_MAX (8u << 20) /* bytes of one JSON text; more is ZHM_LIMIT */
#define RPC_REPLY_MAX (32u << 20)  /* bytes of one reply; more is ZHM_LIMIT */
#define RPC_VALUES_MAX 500000      /* JSON values in one request */
#define RPC_BATCH_MAX 1000         /* requests in a JSON-RPC batch, and names in one term.normalise */

#define RPC_UNITS_MAX 1000 /* units in one memory.add or memory.delete */

/** Numbers that a server keeps for service.stats; all of them only grow, but `queued`. */
struct rpc_gauges {
    atomic_ullong received, busy, dropped, bytes_in, bytes_out;
    atomic_uint queued;
};

/** What all sessions share. One a process. */
struct rpc;
/** @gauges may be NULL (no server). Both are borrowed and outlive the rpc. */
zhm_code rpc_new(zhm_database *db, struct rpc_gauges *gauges, struct rpc **out, zhm_error *err);
void rpc_free(struct rpc *rpc);
zhm_database *rpc_database(struct rpc *rpc);

/** A thread's working memory. */
struct rpc_session;
zhm_code rpc_session_new(struct rpc *rpc, struct rpc_session **out, zhm_error *err);
void rpc_session_free(struct rpc_session *s);

/**
 * Answer one JSON text: a request, a notification, or a batch. Whatever the bytes, appends one JSON text without a line
 * break to @reply, or nothing for notifications. Errors are JSON-RPC error objects with `data` {code, line?, offset?,
 * text}.
 */
void rpc_handle(struct rpc_session *s, struct str request, struct buf *reply);

/** Append the reply to a request that could not be handled: its id, where the text shows it, and the error. */
void rpc_refuse(struct str request, const zhm_error *error, struct buf *reply);

/** A guess from the bytes alone: answered in a few microseconds, without writing. */
bool rpc_is_light(struct str request);

#endif
