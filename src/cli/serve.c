#include "cli/cli.h"

#include "service/service.h"

#include <signal.h>

static struct service *volatile running;

static void stop(int signal_number)
{
    (void)signal_number;
    service_stop(running);
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = stop, .sa_flags = SA_RESTART};
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGINT, &action, NULL);
}

static void ready(void *context, const char *const *endpoints, size_t count, const char *publish)
{
    struct cli *cli = context;
    for (size_t i = 0; i < count; i++)
        buf_printf(&cli->out, "listening on %s\n", endpoints[i]);
    if (publish)
        buf_printf(&cli->out, "publishing on %s\n", publish);
    (void)output_flush(cli);
}

enum status run_serve(struct cli *cli)
{
    static const char *const usual[] = {"tcp://127.0.0.1:5757"};
    struct service_options options = {
        .binds = usual, .bind_count = 1, .publish = cli->publish, .workers = cli->workers, .queue_max = cli->queue};
    struct service *service = NULL;
    zhm_error err = {0};
    if (cli->binds.count > 0) {
        options.binds = cli->binds.items;
        options.bind_count = cli->binds.count;
    }
    zhm_code code = door_database(cli, &err);
    if (code == ZHM_OK)
        code = service_new(cli->db, &options, &service, &err);
    if (code == ZHM_OK) {
        running = service;
        catch_signals();
        code = service_run(service, ready, cli, &err);
    }
    enum status status = code == ZHM_OK ? DONE : say_error(&err);
    (void)signal(SIGTERM, SIG_IGN); /* no service to stop from here on */
    (void)signal(SIGINT, SIG_IGN);
    service_free(service);
    return status;
}
