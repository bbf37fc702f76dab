/* upkeep.h - what the database needs now and then: segments merged, the slots of dead readers cleared */
#ifndef SERVICE_UPKEEP_H
#define SERVICE_UPKEEP_H

#include "service/ticker.h"
#include "term/database.h"

/** Called once when the database can't be read any more. */
typedef void upkeep_give_up(void *context, const zhm_error *error);

struct upkeep {
    zhm_database *db;
    upkeep_give_up *give_up;
    void *context;
    unsigned failures;                 /* in a row */
    unsigned long long tick, merge_at; /* seconds, roughly */
    struct ticker ticker;
};

zhm_code upkeep_start(struct upkeep *u, zhm_database *db, upkeep_give_up *give_up, void *context, zhm_error *err);
void upkeep_stop(struct upkeep *u);

#endif
