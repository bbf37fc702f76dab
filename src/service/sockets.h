/* sockets.h - the service's libzmq sockets, with every bound that libzmq offers set */
#ifndef SERVICE_SOCKETS_H
#define SERVICE_SOCKETS_H

#include "service/endpoint.h"

#define SOCKETS_MESSAGE_MAX (16 << 20) /* bytes of a frame; a peer that sends a larger one is disconnected */
#define SOCKETS_LINGER_MS 3000         /* what a peer has not taken so long after a stop is given up */

struct sockets {
    void *context, *router, *publisher; /* publisher: NULL when nothing is published */
    struct endpoint *endpoints;         /* as bound; the publisher's is the last one */
    size_t bind_count;
    bool publishes;
};

/** Check all endpoints; nothing is bound yet. @publish may be NULL. */
zhm_code sockets_init(struct sockets *s, const char *const *binds, size_t count, const char *publish, zhm_error *err);
/** Make the sockets and bind them. */
zhm_code sockets_open(struct sockets *s, zhm_error *err);
/** Send what is waiting, for SOCKETS_LINGER_MS at most, and end all of libzmq's threads. May be repeated. */
void sockets_close(struct sockets *s);
void sockets_clear(struct sockets *s);

#endif
