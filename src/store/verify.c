#include "store/store_internal.h"

#define REPORT_EACH 4096

struct verify {
    struct store *s;
    struct store_txn *t;
    store_progress *progress;
    void *context;
    uint64_t done, total;
    uint64_t generation; /* the last one of the log */
    uint32_t next;       /* number in it */
    uint64_t log_sum, history_sum;
};

/* The sum of these over a set tells sets apart, in whatever order they come (splitmix64's finisher). */
static uint64_t entry_hash(uint64_t generation, uint32_t number)
{
    uint64_t x = generation * 0x9E3779B97F4A7C15u + number;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

static zhm_code check_log_entry(struct verify *v, const struct store_cursor *c, zhm_error *err)
{
    if (c->key.len != 12)
        return zhm_fail(err, ZHM_STORAGE, "%s: the log has a key of %zu bytes", v->s->folder, c->key.len);
    uint64_t generation = be64(c->key.data);
    uint32_t number = be32(c->key.data + 8);
    if (generation == v->generation + 1 && number == 0) {
        v->generation++;
        v->next = 0;
    }
    if (generation != v->generation || number != v->next || generation == 0)
        return zhm_fail(err, ZHM_STORAGE, "%s: the log has a gap: change %u of generation %llu comes after %u of %llu",
                        v->s->folder, number, (unsigned long long)generation, v->next - 1,
                        (unsigned long long)v->generation);
    v->next++;
    v->log_sum += entry_hash(generation, number);
    return ZHM_OK;
}

static zhm_code check_history_entry(struct verify *v, const struct store_cursor *c, zhm_error *err)
{
    struct str key = c->key, numbers = c->value, change;
    if (key.len < 10 || key.data[key.len - 9] != '\0' || numbers.len == 0 || numbers.len % 4)
        return zhm_fail(err, ZHM_STORAGE, "%s: the history has a record of a wrong form", v->s->folder);
    char entry[12];
    memcpy(entry, key.data + key.len - 8, 8);
    for (size_t i = 0; i < numbers.len; i += 4) {
        memcpy(entry + 8, numbers.data + i, 4);
        zhm_code code = store_get_block(v->t, STORE_LOG, (struct str){entry, sizeof entry}, &change, err);
        if (code == ZHM_NOT_FOUND)
            return zhm_fail(err, ZHM_STORAGE,
                            "%s: the history of %.*s names change %u of generation %llu, not in the log", v->s->folder,
                            (int)(key.len - 9), key.data, be32(entry + 8), (unsigned long long)be64(entry));
        if (code != ZHM_OK)
            return code;
        v->history_sum += entry_hash(be64(entry), be32(entry + 8));
    }
    return ZHM_OK;
}

static zhm_code check_record(struct verify *v, const struct store_cursor *c, zhm_error *err)
{
    if (++v->done % REPORT_EACH == 0 && v->progress)
        v->progress(v->context, v->done, v->total);
    if (c->table == STORE_LOG)
        return check_log_entry(v, c, err);
    return c->table == STORE_HISTORY ? check_history_entry(v, c, err) : ZHM_OK;
}

static zhm_code check_table(struct verify *v, enum store_table table, zhm_error *err)
{
    struct store_cursor c;
    zhm_code code = store_cursor_init(&c, v->t, table, (struct str){0}, err);
    if (code != ZHM_OK)
        return code;
    while ((code = store_cursor_next(&c, err)) == ZHM_OK)
        if ((code = check_record(v, &c, err)) != ZHM_OK)
            break;
    store_cursor_clear(&c);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static zhm_code check_agreement(struct verify *v, zhm_error *err)
{
    zhm_code code = generation_read(v->t, err);
    if (code != ZHM_OK)
        return code;
    if (v->t->generation != v->generation)
        return zhm_fail(err, ZHM_STORAGE, "%s: the last generation is %llu, and the log ends at %llu", v->s->folder,
                        (unsigned long long)v->t->generation, (unsigned long long)v->generation);
    if (v->log_sum != v->history_sum)
        return zhm_fail(err, ZHM_STORAGE, "%s: the log has changes that no history names, or one that two name",
                        v->s->folder);
    return ZHM_OK;
}

static zhm_code check_all(struct verify *v, zhm_error *err)
{
    uint64_t pages = pages_needed(v->s) / v->s->page_size;
    v->total = pages;
    for (int i = 0; i < STORE_TABLES; i++)
        v->total += store_count(v->t, (enum store_table)i);
    /* The pages first: LMDB would follow a wrong number in one of them to anywhere. */
    struct walk_options walk = {false, v->progress, v->context, v->total};
    zhm_code code = pages_walk(v->s, v->t->txn, &walk, err);
    v->done = pages;
    for (int i = 0; i < STORE_TABLES && code == ZHM_OK; i++)
        code = check_table(v, (enum store_table)i, err);
    return code == ZHM_OK ? check_agreement(v, err) : code;
}

zhm_code store_verify(struct store *s, store_progress *progress, void *context, zhm_error *err)
{
    struct verify v = {.s = s, .progress = progress, .context = context};
    zhm_code code = store_read_begin(s, &v.t, err);
    if (code != ZHM_OK)
        return code;
    code = check_all(&v, err);
    store_read_end(v.t);
    if (code == ZHM_OK && progress)
        progress(context, v.total, v.total);
    return code;
}
