/* answer_cache.h - answers given lately, as JSON: a name asked again costs a copy */
#ifndef RPC_ANSWER_CACHE_H
#define RPC_ANSWER_CACHE_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define ANSWER_CACHE_SLOTS 4096
#define ANSWER_CACHE_BYTES (4u << 20) /* of keys and answers, after which it begins anew */

/** One a session; {0} is empty. Answers hold for one generation of the glossary; all that they depend on besides is in
 * the key. */
struct answer_cache {
    struct arena arena;
    uint64_t generation;
    size_t bytes;
    struct cached_answer *slots[ANSWER_CACHE_SLOTS];
};

/** The answer to @key in @generation; no data when it is not there. Lent until the next call. */
struct str answer_cache_get(struct answer_cache *c, uint64_t generation, struct str key);
/** Keep an answer that get has just not found. Without memory it is not kept. */
void answer_cache_put(struct answer_cache *c, struct str key, struct str answer);
void answer_cache_free(struct answer_cache *c);

#endif
