#include "service/upkeep.h"

#include "service/clock.h"
#include "service/log.h"
#include "term/segments.h"

#define MINUTE 60

/* A commit that failed half-way leaves LMDB refusing everything until the process begins anew: a service that lives on
 * so is worse than none, since its supervisor would start another. */
static void count_failure(struct upkeep *u, const zhm_error *error)
{
    enum { PATIENCE = 3 };
    log_fault("database_fails", error);
    if (++u->failures == PATIENCE)
        u->give_up(u->context, error);
}

static bool wants_merge(struct upkeep *u)
{
    struct store_txn *t;
    zhm_error error = {0};
    if (store_read_begin(u->db->store, &t, &error) != ZHM_OK) {
        count_failure(u, &error);
        return false;
    }
    u->failures = 0;
    bool wants = segments_want_merge(t);
    store_read_end(t);
    return wants;
}

static void merge(struct upkeep *u)
{
    zhm_error error = {0};
    uint64_t start = now_ns();
    if (segments_merge(u->db, &error) == ZHM_OK) {
        log_event("info", "segments_merged", "ms=%llu", (unsigned long long)((now_ns() - start) / NS_PER_MS));
        return;
    }
    log_fault("merge_failed", &error);
    u->merge_at = u->tick + MINUTE;
}

static void tick(void *context)
{
    struct upkeep *u = context;
    u->tick++;
    if (wants_merge(u) && u->tick >= u->merge_at)
        merge(u);
    if (u->tick % MINUTE == 0)
        store_check_readers(u->db->store);
}

zhm_code upkeep_start(struct upkeep *u, zhm_database *db, upkeep_give_up *give_up, void *context, zhm_error *err)
{
    *u = (struct upkeep){.db = db, .give_up = give_up, .context = context};
    return ticker_start(&u->ticker, tick, u, err);
}

void upkeep_stop(struct upkeep *u)
{
    ticker_stop(&u->ticker);
}
