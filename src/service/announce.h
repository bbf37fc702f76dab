/* announce.h - new generations, told to whoever subscribes: the frames "generation" and {"generation":N} */
#ifndef SERVICE_ANNOUNCE_H
#define SERVICE_ANNOUNCE_H

#include "service/ticker.h"
#include "term/database.h"

#include <stdatomic.h>

struct announcer {
    zhm_database *db;
    void *socket; /* a PUB, used by the ticker's thread alone; NULL: nobody is told */
    atomic_ullong told;
    struct ticker ticker;
};

/** Begin with the generation that is there now. @socket may be NULL. Both are borrowed. */
zhm_code announcer_start(struct announcer *a, zhm_database *db, void *socket, zhm_error *err);
/** After what may have been a write: tell of it now rather than within a second. From any thread. */
void announcer_check(struct announcer *a);
/** Tell of the last one, and end. */
void announcer_stop(struct announcer *a);

#endif
