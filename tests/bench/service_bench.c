/* service_bench - the service against a bare libzmq ROUTER that answers with as many bytes, in one run
 *
 * service_bench [rounds] [window]. Server and client are processes of their own, the same for both; each round measures
 * echo and service one after the other, and the medians of the rounds are printed. The last line repeats the ratios.
 */
#include "service/clock.h"
#include "service/service.h"
#include "term/edit.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zmq.h>

#define CONCEPTS 4000
#define BATCH_NAMES 64
#define ROUNDS_MAX 99

static char folder[64] = "/tmp/zhm_bench_XXXXXX";

static void die(const char *what)
{
    fprintf(stderr, "service_bench: %s: %s\n", what, zmq_strerror(errno));
    exit(1);
}

static void check(zhm_code code, const zhm_error *err)
{
    if (code != ZHM_OK) {
        fprintf(stderr, "service_bench: %s\n", err->text);
        exit(1);
    }
}

/* The glossary: departments of made-up places, in both languages, and an abbreviation. */
static const char *const syllables[] = {"长", "安", "平", "海", "山", "江", "宁", "德",
                                        "兴", "化", "州", "阳", "南", "东", "石", "田"};
static const char *const latin[] = {"Chang", "an",  "ping", "hai",  "shan", "jiang", "ning", "de",
                                    "xing",  "hua", "zhou", "yang", "nan",  "dong",  "shi",  "tian"};
static const char *const bodies[] = {"商务局", "财政局", "教育局", "卫生健康委员会"};
static const char *const bodies_en[] = {"Commerce Bureau", "Finance Bureau", "Education Bureau", "Health Commission"};

struct entry {
    zhm_concept item;
    zhm_term terms[3];
    char id[32], zh[96], en[128], abbreviation[32];
};

static void make_entry(struct entry *e, unsigned i)
{
    unsigned a = i & 15, b = i >> 4 & 15, c = i >> 8 & 15, k = i % 4;
    snprintf(e->id, sizeof e->id, "bench/%u", i);
    snprintf(e->zh, sizeof e->zh, "%s%s%s市%s", syllables[a], syllables[b], syllables[c], bodies[k]);
    snprintf(e->en, sizeof e->en, "%s of %s%s%s", bodies_en[k], latin[a], latin[b], latin[c]);
    snprintf(e->abbreviation, sizeof e->abbreviation, "BX%04u", i);
    e->terms[0] = (zhm_term){.lang = "zh-Hans", .text = e->zh, .status = ZHM_PREFERRED, .type = ZHM_FULL};
    e->terms[1] = (zhm_term){.lang = "en", .text = e->en, .status = ZHM_PREFERRED, .type = ZHM_FULL};
    e->terms[2] = (zhm_term){.lang = "en", .text = e->abbreviation, .status = ZHM_ADMITTED, .type = ZHM_ABBREVIATION};
    e->item = (zhm_concept){.id = e->id, .category = ZHM_AGENCY, .terms = e->terms, .term_count = 3};
}

/* Requests as they go over the wire. */
struct requests {
    struct buf one[CONCEPTS], batch[CONCEPTS / BATCH_NAMES];
    size_t request_bytes, reply_bytes; /* of one name, on average */
};

static void append_name(struct buf *b, const struct entry *e, unsigned i)
{
    buf_printf(b, "\"%s\"", i % 3 ? e->zh : e->en);
}

static void make_requests(struct requests *r, const struct entry *entries)
{
    for (unsigned i = 0; i < CONCEPTS; i++) {
        buf_printf(&r->one[i], "{\"jsonrpc\":\"2.0\",\"id\":%u,\"method\":\"term.normalise\",\"params\":{\"names\":[",
                   i);
        append_name(&r->one[i], &entries[i], i);
        buf_append_text(&r->one[i], "]}}");
        r->request_bytes += r->one[i].len;
    }
    r->request_bytes /= CONCEPTS;
    for (unsigned k = 0; k < CONCEPTS / BATCH_NAMES; k++) {
        buf_printf(&r->batch[k], "{\"jsonrpc\":\"2.0\",\"id\":%u,\"method\":\"term.normalise\",\"params\":{\"names\":[",
                   k);
        for (unsigned i = 0; i < BATCH_NAMES; i++) {
            if (i)
                buf_append_char(&r->batch[k], ',');
            append_name(&r->batch[k], &entries[k * BATCH_NAMES + i], i);
        }
        buf_append_text(&r->batch[k], "]}}");
    }
}

static zhm_database *open_database(unsigned flags)
{
    zhm_database *db = NULL;
    zhm_error err = {0};
    char path[96];
    snprintf(path, sizeof path, "%s/db", folder);
    check(zhm_open(path, flags, &db, &err), &err);
    return db;
}

static double cpu_us(clockid_t clock)
{
    struct timespec t;
    return clock_gettime(clock, &t) == 0 ? (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3 : 0;
}

/* In a child, since no process forks with a database open. Its answer: the mean reply, and rpc_handle's own time. */
struct in_process {
    size_t reply_bytes;
    double one_ns, name_in_batch_ns;
};

static double time_handle(struct rpc_session *s, const struct buf *requests, unsigned count, unsigned rounds,
                          size_t *bytes)
{
    struct buf reply = {0};
    *bytes = 0;
    double start = cpu_us(CLOCK_THREAD_CPUTIME_ID);
    for (unsigned k = 0; k < rounds; k++)
        for (unsigned i = 0; i < count; i++) {
            buf_clear(&reply);
            rpc_handle(s, buf_str(&requests[i]), &reply);
            *bytes += reply.len;
        }
    double ns = (cpu_us(CLOCK_THREAD_CPUTIME_ID) - start) * 1e3 / rounds / count;
    *bytes /= (size_t)rounds * count;
    buf_free(&reply);
    return ns;
}

static struct in_process measure_in_process(const struct requests *r, const struct entry *entries)
{
    struct in_process out;
    zhm_error err = {0};
    struct load_report report;
    struct rpc *rpc = NULL;
    struct rpc_session *session = NULL;
    zhm_database *db = open_database(ZHM_OPEN_CREATE);
    zhm_concept *concepts = calloc(CONCEPTS, sizeof *concepts);
    for (unsigned i = 0; concepts && i < CONCEPTS; i++)
        concepts[i] = entries[i].item;
    check(concepts_load(db, concepts, CONCEPTS, true, NULL, NULL, &report, &err), &err);
    check(rpc_new(db, NULL, &rpc, &err), &err);
    check(rpc_session_new(rpc, &session, &err), &err);
    size_t batch_bytes;
    out.one_ns = time_handle(session, r->one, CONCEPTS, 10, &out.reply_bytes);
    out.name_in_batch_ns = time_handle(session, r->batch, CONCEPTS / BATCH_NAMES, 10, &batch_bytes) / BATCH_NAMES;
    rpc_session_free(session);
    rpc_free(rpc);
    zhm_close(db);
    free(concepts);
    return out;
}

/* Servers: each tells its endpoint through a pipe. */
struct server {
    pid_t pid;
    char endpoint[96];
};

static void echo(int ready, size_t reply_bytes)
{
    void *context = zmq_ctx_new(), *socket = zmq_socket(context, ZMQ_ROUTER);
    char endpoint[96], *reply = calloc(1, reply_bytes);
    size_t size = sizeof endpoint;
    if (!reply || zmq_bind(socket, "tcp://127.0.0.1:*") != 0 ||
        zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &size) != 0 || write(ready, endpoint, size) < 0)
        die("echo");
    memset(reply, 'x', reply_bytes);
    for (;;) {
        zmq_msg_t id, text;
        zmq_msg_init(&id);
        zmq_msg_init(&text);
        if (zmq_msg_recv(&id, socket, 0) < 0 || zmq_msg_recv(&text, socket, 0) < 0)
            die("echo");
        zmq_msg_close(&text);
        zmq_msg_init_size(&text, reply_bytes);
        memcpy(zmq_msg_data(&text), reply, reply_bytes);
        if (zmq_msg_send(&id, socket, ZMQ_SNDMORE) < 0 || zmq_msg_send(&text, socket, 0) < 0)
            die("echo");
    }
}

static void say_ready(void *context, const char *const *endpoints, size_t count, const char *publish)
{
    (void)publish;
    if (count != 1 || write(*(int *)context, endpoints[0], strlen(endpoints[0]) + 1) < 0)
        die("ready");
}

static struct service *running;

static void stop(int signal_number)
{
    (void)signal_number;
    service_stop(running); // NOLINT(bugprone-signal-handler): it is made for that
}

static void serve(int ready)
{
    static const char *const binds[] = {"tcp://127.0.0.1:*"};
    const struct service_options options = {.binds = binds, .bind_count = 1};
    zhm_error err = {0};
    zhm_database *db = open_database(0);
    check(service_new(db, &options, &running, &err), &err);
    (void)signal(SIGTERM, stop);
    check(service_run(running, say_ready, &ready, &err), &err);
    service_free(running);
    zhm_close(db);
}

static struct server start_server(bool is_echo, size_t reply_bytes)
{
    struct server s;
    int pipes[2];
    if (pipe(pipes) != 0 || (s.pid = fork()) < 0)
        die("starting a server");
    if (s.pid == 0) {
        close(pipes[0]);
        if (is_echo)
            echo(pipes[1], reply_bytes);
        else
            serve(pipes[1]);
        exit(0);
    }
    close(pipes[1]);
    if (read(pipes[0], s.endpoint, sizeof s.endpoint) <= 0)
        die("waiting for a server");
    close(pipes[0]);
    return s;
}

/* The client, the same for both. */
struct run {
    double per_second, p50_us, server_cpu_us, client_cpu_us;
};

static void *connect_to(void *context, const struct server *s)
{
    void *socket = zmq_socket(context, ZMQ_DEALER);
    const int no_linger = 0;
    if (!socket || zmq_setsockopt(socket, ZMQ_LINGER, &no_linger, sizeof no_linger) != 0 ||
        zmq_connect(socket, s->endpoint) != 0)
        die("connecting");
    return socket;
}

static void receive_one(void *socket)
{
    zmq_msg_t m;
    zmq_msg_init(&m);
    if (zmq_msg_recv(&m, socket, 0) < 0)
        die("receiving");
    zmq_msg_close(&m);
}

static void send_one(void *socket, const struct buf *request)
{
    if (zmq_send(socket, request->data, request->len, 0) < 0)
        die("sending");
}

static struct run pipelined(const struct server *s, const struct buf *requests, unsigned kinds, unsigned total,
                            unsigned window)
{
    struct run run = {0};
    void *context = zmq_ctx_new(), *socket = connect_to(context, s);
    clockid_t clock;
    clock_getcpuclockid(s->pid, &clock);
    send_one(socket, &requests[0]);
    receive_one(socket);
    double server = cpu_us(clock), client = cpu_us(CLOCK_PROCESS_CPUTIME_ID);
    uint64_t start = now_ns();
    unsigned sent = 0;
    for (; sent < window && sent < total; sent++)
        send_one(socket, &requests[sent % kinds]);
    for (unsigned received = 0; received < total; received++) {
        receive_one(socket);
        if (sent < total)
            send_one(socket, &requests[sent++ % kinds]);
    }
    run.per_second = total / ((double)(now_ns() - start) / 1e9);
    run.server_cpu_us = (cpu_us(clock) - server) / total;
    run.client_cpu_us = (cpu_us(CLOCK_PROCESS_CPUTIME_ID) - client) / total;
    zmq_close(socket);
    zmq_ctx_term(context);
    return run;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare);
    return values[count / 2];
}

static double one_at_a_time(const struct server *s, const struct buf *requests, unsigned total)
{
    double *times = calloc(total, sizeof *times);
    void *context = zmq_ctx_new(), *socket = connect_to(context, s);
    for (unsigned i = 0; times && i < total; i++) {
        uint64_t start = now_ns();
        send_one(socket, &requests[i % CONCEPTS]);
        receive_one(socket);
        times[i] = (double)(now_ns() - start) / 1e3;
    }
    double p50 = times ? median(times, total) : 0;
    zmq_close(socket);
    zmq_ctx_term(context);
    free(times);
    return p50;
}

struct figures {
    double echo[ROUNDS_MAX], service[ROUNDS_MAX], ratio[ROUNDS_MAX];
    double echo_p50[ROUNDS_MAX], service_p50[ROUNDS_MAX], p50_ratio[ROUNDS_MAX];
    double names[ROUNDS_MAX], names_ratio[ROUNDS_MAX];
    double echo_cpu[ROUNDS_MAX], service_cpu[ROUNDS_MAX], client_cpu[ROUNDS_MAX];
};

static void measure(struct figures *f, unsigned i, const struct server *e, const struct server *s,
                    const struct requests *r, unsigned window)
{
    struct run echo_run = pipelined(e, r->one, CONCEPTS, 300000, window);
    struct run service_run_ = pipelined(s, r->one, CONCEPTS, 300000, window);
    struct run batches = pipelined(s, r->batch, CONCEPTS / BATCH_NAMES, 8000, 16);
    f->echo[i] = echo_run.per_second;
    f->service[i] = service_run_.per_second;
    f->ratio[i] = f->service[i] / f->echo[i];
    f->echo_cpu[i] = echo_run.server_cpu_us;
    f->service_cpu[i] = service_run_.server_cpu_us;
    f->client_cpu[i] = service_run_.client_cpu_us;
    f->echo_p50[i] = one_at_a_time(e, r->one, 20000);
    f->service_p50[i] = one_at_a_time(s, r->one, 20000);
    f->p50_ratio[i] = f->service_p50[i] / f->echo_p50[i];
    f->names[i] = batches.per_second * BATCH_NAMES;
    f->names_ratio[i] = f->names[i] / f->echo[i];
}

static void print(struct figures *f, unsigned n, const struct requests *r, const struct in_process *p, unsigned window)
{
    double echo_cpu = median(f->echo_cpu, n), service_cpu = median(f->service_cpu, n), handle = p->one_ns / 1e3;
    printf("request %zu bytes, reply %zu bytes, window %u, medians of %u rounds\n", r->request_bytes, p->reply_bytes,
           window, n);
    printf("pipelined   echo %9.0f messages/s   service %9.0f requests/s   ratio %.2f (at least 0.35)\n",
           median(f->echo, n), median(f->service, n), median(f->ratio, n));
    printf("one a time  echo %9.1f us p50       service %9.1f us p50       ratio %.2f (at most 1.25)\n",
           median(f->echo_p50, n), median(f->service_p50, n), median(f->p50_ratio, n));
    printf("batches of %d: %9.0f names/s, for each message of the echo %.2f (at least 0.3)\n", BATCH_NAMES,
           median(f->names, n), median(f->names_ratio, n));
    printf("CPU a request, pipelined: server %.2f us = receiving and sending %.2f (the echo's) + rpc_handle %.2f (in "
           "process) + the service's own %.2f; client %.2f us\n",
           service_cpu, echo_cpu, handle, service_cpu - echo_cpu - handle, median(f->client_cpu, n));
    printf("rpc_handle in process: %.0f ns a request of one name, %.0f ns a name in a batch\n", p->one_ns,
           p->name_in_batch_ns);
    printf("ratios: pipelined=%.3f p50=%.3f batch=%.3f\n", median(f->ratio, n), median(f->p50_ratio, n),
           median(f->names_ratio, n));
}

static struct in_process fill_in_child(const struct requests *r, const struct entry *entries)
{
    struct in_process out = {0};
    int pipes[2];
    if (pipe(pipes) != 0)
        die("pipe");
    pid_t pid = fork();
    if (pid == 0) {
        out = measure_in_process(r, entries);
        _exit(write(pipes[1], &out, sizeof out) == (ssize_t)sizeof out ? 0 : 1);
    }
    if (read(pipes[0], &out, sizeof out) != (ssize_t)sizeof out)
        die("filling the database");
    (void)waitpid(pid, NULL, 0);
    close(pipes[0]);
    close(pipes[1]);
    return out;
}

static void remove_folder(void)
{
    char command[96];
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    if (system(command) != 0)
        fprintf(stderr, "service_bench: %s is left\n", folder);
}

int main(int argc, char **argv)
{
    unsigned rounds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 5;
    unsigned window = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 300;
    static struct figures figures;
    static struct requests requests;
    struct entry *entries = calloc(CONCEPTS, sizeof *entries);
    if (!entries || !mkdtemp(folder))
        die("beginning");
    rounds = rounds < 1 ? 1 : rounds > ROUNDS_MAX ? ROUNDS_MAX : rounds;
    for (unsigned i = 0; i < CONCEPTS; i++)
        make_entry(&entries[i], i);
    make_requests(&requests, entries);
    struct in_process in_process = fill_in_child(&requests, entries);
    struct server e = start_server(true, in_process.reply_bytes), s = start_server(false, 0);
    for (unsigned i = 0; i < rounds; i++)
        measure(&figures, i, &e, &s, &requests, window);
    kill(e.pid, SIGKILL);
    kill(s.pid, SIGTERM);
    (void)waitpid(e.pid, NULL, 0);
    (void)waitpid(s.pid, NULL, 0);
    print(&figures, rounds, &requests, &in_process, window);
    remove_folder();
    for (unsigned i = 0; i < CONCEPTS; i++)
        buf_free(&requests.one[i]);
    for (unsigned i = 0; i < CONCEPTS / BATCH_NAMES; i++)
        buf_free(&requests.batch[i]);
    free(entries);
    return 0;
}
