#include "service/upkeep.h"

#include "service/clock.h"
#include "service/log.h"
#include "term/segments.h"

#define MINUTE 60

static bool wants_merge(struct upkeep *u)
{
    struct store_txn *t;
    if (store_read_begin(u->db->store, &t, NULL) != ZHM_OK)
        return false;
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
    if (u->tick >= u->merge_at && wants_merge(u))
        merge(u);
    if (u->tick % MINUTE == 0)
        store_check_readers(u->db->store);
}

zhm_code upkeep_start(struct upkeep *u, zhm_database *db, zhm_error *err)
{
    *u = (struct upkeep){.db = db};
    return ticker_start(&u->ticker, tick, u, err);
}

void upkeep_stop(struct upkeep *u)
{
    ticker_stop(&u->ticker);
}
