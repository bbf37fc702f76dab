/* endpoint.h - where the service may be bound: ipc:// and loopback, until client keys exist */
#ifndef SERVICE_ENDPOINT_H
#define SERVICE_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <zhengming/error.h>

#define ENDPOINT_MAX 256

struct endpoint {
    char text[ENDPOINT_MAX]; /* as libzmq wants it */
    bool ipv6;
    const char *path; /* of an ipc endpoint, in text; NULL: tcp */
};

/**
 * Read an endpoint to bind: ipc://PATH, tcp://127.x.y.z:PORT, tcp://[::1]:PORT
 * or tcp://localhost:PORT; a PORT of 0 or * is the system's choice.
 * @return ZHM_DENIED: an address that is not loopback; ZHM_BAD_INPUT: not an endpoint
 */
zhm_code endpoint_parse(const char *text, struct endpoint *out, zhm_error *err);

/**
 * Bind @socket (of libzmq) to @e, and write the endpoint with its port to
 * @e->text. The socket file of a process that is no more is replaced.
 * @return ZHM_CONFLICT: the port is in use, or somebody answers at the path, or a file that is no socket is there
 */
zhm_code endpoint_bind(void *socket, struct endpoint *e, zhm_error *err);

#endif
