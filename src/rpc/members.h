/* members.h - an object of JSON taken apart: members that are known, each of its type, and no others */
#ifndef RPC_MEMBERS_H
#define RPC_MEMBERS_H

#include <jansson.h>
#include <stdint.h>
#include <zhengming/model.h>

/** A member that an object may have, and where it goes: one of these. */
struct member {
    const char *name;
    const char **text; /* the tree's */
    zhm_date *date;
    int64_t *time; /* seconds since 1970: "2026-05-01T12:00:00Z", or a day */
    uint64_t *number;
};

/**
 * Read the members of @json, which errors call @what. @others, up to a NULL, are read over.
 * @return ZHM_BAD_INPUT: no object, a member that is unknown or of another type, no date
 */
zhm_code members_take(json_t *json, const char *what, const struct member *members, size_t count,
                      const char *const *others, zhm_error *err);

#endif
