/* import_way.h - where an import's units go: into the local database, or to a service by its methods */
#ifndef CLI_IMPORT_WAY_H
#define CLI_IMPORT_WAY_H

#include "cli/cli.h"
#include "format/unit_file.h"
#include "memory/batches.h"

#define WAY_UNITS_MAX RPC_UNITS_MAX /* of a request */

/** Told of each unit that is refused, maybe only when later ones are put. Any result but ZHM_OK ends the import. */
typedef zhm_code way_refused(void *context, const struct unit_place *at, const char *why, zhm_error *err);

struct import_counts {
    uint64_t read, added, joined, unchanged, refused;
};

/** {.cli, .refused, .context} to begin with; cli->db is open unless cli->endpoint is set. */
struct import_way {
    struct cli *cli;
    way_refused *refused;
    void *context;
    struct batch_import *local;
    const char *name; /* of the batch; the caller's */
    struct buf units; /* those that wait, as JSON */
    struct waiting_unit {
        struct unit_place at;
        bool told; /* refused by the file's reader: what waits is a stand-in, for the batch to count */
    } waiting[WAY_UNITS_MAX];
    size_t count;
    struct import_counts counts; /* what is durable; as far as is known, after a fault of a service */
};

/** As batch_begin. */
zhm_code way_begin(struct import_way *w, const char *name, const char *origin, bool resume, uint64_t *skip,
                   zhm_error *err);
/** The next unit, copied; ZHM_OK when it is refused, too. Anything else: the import takes no more. */
zhm_code way_add(struct import_way *w, const zhm_unit *u, const struct unit_place *at, zhm_error *err);
/** The next one was refused by the file's reader. */
zhm_code way_refuse(struct import_way *w, const struct unit_place *at, const char *why, zhm_error *err);
/** As batch_end. */
zhm_code way_end(struct import_way *w, bool done, zhm_error *err);
void way_clear(struct import_way *w);

#endif
