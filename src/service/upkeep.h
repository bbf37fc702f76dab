/* upkeep.h - what the database needs now and then: segments merged, the slots of dead readers cleared */
#ifndef SERVICE_UPKEEP_H
#define SERVICE_UPKEEP_H

#include "service/ticker.h"
#include "term/database.h"

struct upkeep {
    zhm_database *db;
    unsigned long long tick, merge_at; /* seconds, roughly */
    struct ticker ticker;
};

zhm_code upkeep_start(struct upkeep *u, zhm_database *db, zhm_error *err);
void upkeep_stop(struct upkeep *u);

#endif
