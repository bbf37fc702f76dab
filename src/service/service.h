/* service.h - the ZeroMQ service: ROUTER in front, workers behind, generations announced on a PUB socket */
#ifndef SERVICE_SERVICE_H
#define SERVICE_SERVICE_H

#include "rpc/rpc.h"

struct service_options {
    const char *const *binds; /* tcp:// on loopback or ipc://; a port of * or 0 is chosen by the system */
    size_t bind_count;
    const char *publish; /* where generations are announced; NULL: nowhere */
    unsigned workers;    /* threads; 0: one a core, and some that wait for the disk */
    unsigned queue_max;  /* requests waiting for a worker; more are refused as busy; 0: 1024 */
    size_t queue_bytes;  /* likewise, their bytes; 0: 64 MiB */
};

/** The endpoints really bound, once requests are answered; lent for the call. */
typedef void service_ready(void *context, const char *const *endpoints, size_t count, const char *publish);

struct service;

/**
 * Make the service: checks the endpoints (an address that is not loopback is ZHM_DENIED: there are no client keys yet;
 * a port in use is ZHM_CONFLICT, naming it), takes the database's service lock, binds. Nothing is answered yet.
 */
zhm_code service_new(zhm_database *db, const struct service_options *options, struct service **out, zhm_error *err);

/** Answer until service_stop. @return ZHM_OK after a graceful stop: all that was received is answered;
 * ZHM_STORAGE when the database failed for good */
zhm_code service_run(struct service *s, service_ready *ready, void *context, zhm_error *err);

/** Ask service_run to end. Safe from another thread and from a signal handler. */
void service_stop(struct service *s);
void service_free(struct service *s); /* NULL is fine */

#endif
