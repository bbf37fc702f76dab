#include "rpc/answer_cache.h"

struct cached_answer {
    struct cached_answer *next;
    struct str key, answer;
};

static struct cached_answer **slot_of(struct answer_cache *c, struct str key)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < key.len; i++)
        h = (h ^ (unsigned char)key.data[i]) * 0x100000001b3u;
    return &c->slots[(h ^ h >> 32) % ANSWER_CACHE_SLOTS];
}

static void begin_anew(struct answer_cache *c)
{
    arena_clear(&c->arena);
    memset(c->slots, 0, sizeof c->slots);
    c->bytes = 0;
}

struct str answer_cache_get(struct answer_cache *c, uint64_t generation, struct str key)
{
    if (generation != c->generation || c->bytes > ANSWER_CACHE_BYTES)
        begin_anew(c);
    c->generation = generation;
    for (const struct cached_answer *a = *slot_of(c, key); a; a = a->next)
        if (str_equal(a->key, key))
            return a->answer;
    return (struct str){0};
}

void answer_cache_put(struct answer_cache *c, struct str key, struct str answer)
{
    enum { LONGEST = 16384 }; /* a long answer would push out many short ones */
    if (answer.len > LONGEST)
        return;
    struct cached_answer *a = arena_alloc(&c->arena, sizeof *a), **slot = slot_of(c, key);
    if (!a)
        return;
    *a = (struct cached_answer){*slot, arena_copy(&c->arena, key), arena_copy(&c->arena, answer)};
    if (!a->key.data || !a->answer.data)
        return;
    *slot = a;
    c->bytes += sizeof *a + key.len + answer.len;
}

void answer_cache_free(struct answer_cache *c)
{
    arena_free(&c->arena);
}
