#include "service/endpoint.h"

#include "base/fault.h"
#include "base/str.h"
#include "service/clock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <zmq.h>

/* Another service that binds in the same folder holds it for a moment. */
#define FOLDER_TRIES 100
#define FOLDER_WAIT (10 * NS_PER_MS)

static zhm_code refuse_address(const char *text, zhm_error *err)
{
    return zhm_fail(
        err, ZHM_DENIED,
        "%.100s: only ipc:// and loopback addresses (127.x.y.z, [::1], localhost) can be bound, since client "
        "keys do not exist yet",
        text);
}

static bool port_is_good(const char *port)
{
    char *end;
    if (strcmp(port, "*") == 0)
        return true;
    if (*port < '0' || *port > '9' || strlen(port) > 5)
        return false;
    return strtol(port, &end, 10) <= 65535 && *end == '\0';
}

static bool is_loopback4(const char *host)
{
    struct in_addr address;
    return inet_pton(AF_INET, host, &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

static zhm_code parse_tcp(const char *text, struct endpoint *out, zhm_error *err)
{
    const char *host = text + strlen("tcp://"), *colon = strrchr(host, ':');
    char name[64];
    if (!colon || colon == host || !port_is_good(colon + 1))
        return zhm_fail(err, ZHM_BAD_INPUT, "%.150s: no port from 0 to 65535, nor *, at its end", text);
    if ((size_t)(colon - host) >= sizeof name)
        return refuse_address(text, err);
    snprintf(name, sizeof name, "%.*s", (int)(colon - host), host);
    out->ipv6 = strcmp(name, "[::1]") == 0;
    /* libzmq takes a name to bind for a network interface's. */
    const char *address = strcmp(name, "localhost") == 0 ? "127.0.0.1" : name;
    if (!out->ipv6 && !is_loopback4(address))
        return refuse_address(text, err);
    snprintf(out->text, sizeof out->text, "tcp://%s%s", address, colon);
    return ZHM_OK;
}

static zhm_code parse_ipc(const char *text, struct endpoint *out, zhm_error *err)
{
    const char *path = text + strlen("ipc://");
    if (*path == '\0' || strcmp(path, "*") == 0)
        return zhm_fail(err, ZHM_BAD_INPUT, "%.150s: ipc:// needs a path", text);
    if (strlen(path) >= sizeof((struct sockaddr_un *)0)->sun_path)
        return zhm_fail(err, ZHM_BAD_INPUT, "%.120s: a socket's path has at most %zu bytes", text,
                        sizeof((struct sockaddr_un *)0)->sun_path - 1);
    snprintf(out->text, sizeof out->text, "%s", text);
    out->path = out->text + strlen("ipc://");
    return ZHM_OK;
}

zhm_code endpoint_parse(const char *text, struct endpoint *out, zhm_error *err)
{
    *out = (struct endpoint){0};
    if (strncmp(text, "ipc://", 6) == 0)
        return parse_ipc(text, out, err);
    if (strncmp(text, "tcp://", 6) == 0)
        return parse_tcp(text, out, err);
    return zhm_fail(err, ZHM_BAD_INPUT, "%.150s: not an endpoint: it begins with neither tcp:// nor ipc://", text);
}

/* libzmq unlinks whatever is at the path: so that two services don't take it from each other, the folder is locked
 * while one looks and binds. Best effort: where it can't be locked, the look alone has to do. */
static int lock_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[ENDPOINT_MAX];
    struct timespec wait = timespec_of(FOLDER_WAIT);
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (int i = 0; fd >= 0 && i < FOLDER_TRIES && flock(fd, LOCK_EX | LOCK_NB) != 0; i++)
        nanosleep(&wait, NULL);
    return fd;
}

static bool somebody_answers(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    /* EAGAIN: it listens, with its hands full. */
    bool answers = fd >= 0 && (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 || errno == EAGAIN);
    if (fd >= 0)
        close(fd);
    return answers;
}

static zhm_code check_path(const struct endpoint *e, zhm_error *err)
{
    struct stat st;
    if (*e->path == '@' || lstat(e->path, &st) != 0)
        return ZHM_OK;
    if (!S_ISSOCK(st.st_mode))
        return zhm_fail(err, ZHM_CONFLICT, "%.150s: a file that is not a socket is there", e->text);
    if (somebody_answers(e->path))
        return zhm_fail(err, ZHM_CONFLICT, "%.150s: in use by a running service", e->text);
    return ZHM_OK;
}

static zhm_code bind_fault(const struct endpoint *e, int cause, zhm_error *err)
{
    if (cause == EADDRINUSE)
        return zhm_fail(err, ZHM_CONFLICT, "%.150s: in use by another program", e->text);
    zhm_code code = cause == EACCES || cause == EPERM    ? ZHM_DENIED
                    : cause == EMFILE || cause == ENFILE ? ZHM_LIMIT
                    : cause == ENOMEM || cause == ETERM  ? ZHM_NO_MEMORY
                                                         : ZHM_BAD_INPUT;
    return zhm_fail(err, code, "%.150s: %s", e->text, zmq_strerror(cause));
}

zhm_code endpoint_bind(void *socket, struct endpoint *e, zhm_error *err)
{
    int folder = e->path ? lock_folder(e->path) : -1, ipv6 = e->ipv6;
    zhm_code code = e->path ? check_path(e, err) : ZHM_OK;
    if (code == ZHM_OK && (zmq_setsockopt(socket, ZMQ_IPV6, &ipv6, sizeof ipv6) != 0 || zmq_bind(socket, e->text) != 0))
        code = bind_fault(e, errno, err);
    if (folder >= 0)
        close(folder);
    if (code != ZHM_OK || e->path)
        return code;
    size_t size = sizeof e->text;
    if (zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, e->text, &size) != 0)
        return bind_fault(e, errno, err);
    return ZHM_OK;
}
