#include "store/store_internal.h"

#include <errno.h>

/* More in one commit would gain nothing and make the first of them wait. */
#define GROUP_MAX 256

struct store_request {
    struct store_request *next;
    store_write_fn *fn;
    void *context;
    uint64_t generation;
    zhm_code code;
    zhm_error error;
    bool done, lead;
    pthread_cond_t wake;
};

static zhm_code check_disk(struct store *s, zhm_error *err)
{
    uint64_t left = disk_free(s->folder);
    if (left < s->min_free)
        return zhm_fail(err, ZHM_STORAGE, "%s: the disk is nearly full (%llu KiB left): no writes under %llu KiB",
                        s->folder, (unsigned long long)(left >> 10), (unsigned long long)(s->min_free >> 10));
    return ZHM_OK;
}

/* Enter the gate with room for about as much again as there is, if it can be had in passing. */
static zhm_code enter_with_room(struct store *s, zhm_error *err)
{
    zhm_code code = gate_enter(s, err);
    if (code != ZHM_OK)
        return code;
    size_t need = (size_t)pages_needed(s) * 2;
    if (need <= map_size(s))
        return ZHM_OK;
    gate_leave(s);
    (void)map_grow(s, need, GATE_PASSING, NULL);
    return gate_enter(s, err);
}

/* On success the gate is entered. */
static zhm_code begin(struct store *s, MDB_txn **out, zhm_error *err)
{
    zhm_code code = check_disk(s, err);
    for (int attempt = 0; code == ZHM_OK; attempt++) {
        code = enter_with_room(s, err);
        if (code != ZHM_OK)
            return code;
        int rc = mdb_txn_begin(s->env, NULL, 0, out);
        if (!rc)
            return ZHM_OK;
        gate_leave(s);
        code = rc == MDB_MAP_RESIZED && attempt < 3 ? map_grow(s, 0, GATE_PATIENCE, err)
                                                    : lmdb_fault(s->folder, rc, "beginning a write", err);
    }
    return code;
}

static void store_number(struct store_txn *t)
{
    struct buf number = {0};
    buf_append_be64(&number, t->generation);
    if (number.failed)
        (void)lmdb_fault(t->store->folder, ENOMEM, "writing", &t->fault);
    else
        (void)record_put(t, STORE_META, STORE_META_GENERATION, buf_str(&number), NULL);
    buf_free(&number);
}

static void run(struct store *s, MDB_txn *txn, struct store_request *r)
{
    struct store_txn t = {.store = s, .txn = txn, .write = true};
    r->code = r->fn(&t, r->context, &r->error);
    if (r->code == ZHM_OK && t.fault.code == ZHM_OK && t.logged)
        store_number(&t);
    if (r->code == ZHM_OK && t.fault.code != ZHM_OK) {
        r->code = t.fault.code;
        r->error = t.fault;
    }
    r->generation = t.logged ? t.generation : 0;
    buf_free(&t.scratch);
}

/* @return LMDB's code when the parent can't go on */
static int run_nested(struct store *s, MDB_txn *parent, struct store_request *r)
{
    MDB_txn *child;
    int rc = mdb_txn_begin(s->env, parent, 0, &child);
    if (rc)
        return rc;
    run(s, child, r);
    if (r->code == ZHM_OK)
        return mdb_txn_commit(child);
    mdb_txn_abort(child);
    return 0;
}

static int run_all(struct store *s, MDB_txn *txn, struct store_request *group)
{
    if (!group->next) {
        run(s, txn, group);
        return 0;
    }
    int rc = 0;
    for (struct store_request *r = group; r && !rc; r = r->next)
        rc = run_nested(s, txn, r);
    return rc;
}

/* Those that failed by themselves keep their own words. */
static void fail_all(struct store_request *group, const zhm_error *error)
{
    for (struct store_request *r = group; r; r = r->next)
        if (r->code == ZHM_OK) {
            r->code = error->code;
            r->error = *error;
        }
}

static bool any_succeeded(const struct store_request *group)
{
    while (group && group->code != ZHM_OK)
        group = group->next;
    return group != NULL;
}

static void run_group(struct store *s, struct store_request *group)
{
    MDB_txn *txn;
    zhm_error error = {0};
    if (begin(s, &txn, &error) != ZHM_OK) {
        fail_all(group, &error);
        return;
    }
    int rc = run_all(s, txn, group);
    if (rc || !any_succeeded(group))
        mdb_txn_abort(txn);
    else
        rc = mdb_txn_commit(txn);
    if (rc == MDB_MAP_FULL)
        s->map_was_full = true;
    if (rc && lmdb_fault(s->folder, rc, "committing", &error) != ZHM_OK)
        fail_all(group, &error);
    pages_fit(s);
    gate_leave(s);
    if (s->map_was_full)
        (void)map_grow(s, map_size(s) + 1, GATE_PATIENCE, NULL);
    s->map_was_full = false;
}

/* With the queue's mutex held. */
static struct store_request *take_group(struct store *s)
{
    struct store_request *group = s->first, *last = group;
    unsigned n = 1;
    for (; n < GROUP_MAX && last->next; n++)
        last = last->next;
    s->queued -= n;
    s->first = last->next;
    if (!s->first)
        s->last = NULL;
    last->next = NULL;
    return group;
}

static void wake_all(struct store_request *group)
{
    /* A request is its caller's, and gone once it is done and the mutex is free. */
    for (struct store_request *r = group, *next; r; r = next) {
        next = r->next;
        r->done = true;
        pthread_cond_signal(&r->wake);
    }
}

static void pass_lead(struct store *s)
{
    s->leading = s->first != NULL;
    if (s->first) {
        s->first->lead = true;
        pthread_cond_signal(&s->first->wake);
    }
}

static void wait_turn(struct store *s, struct store_request *r)
{
    pthread_mutex_lock(&s->queue);
    if (s->last)
        s->last->next = r;
    else
        s->first = r;
    s->last = r;
    s->queued++;
    if (!s->leading)
        s->leading = r->lead = true;
    while (!r->done && !r->lead)
        pthread_cond_wait(&r->wake, &s->queue);
    if (!r->done) {
        struct store_request *group = take_group(s);
        pthread_mutex_unlock(&s->queue);
        run_group(s, group);
        pthread_mutex_lock(&s->queue);
        wake_all(group);
        pass_lead(s);
    }
    pthread_mutex_unlock(&s->queue);
}

zhm_code store_write(struct store *s, store_write_fn *fn, void *context, uint64_t *generation, zhm_error *err)
{
    if (s->read_only)
        return zhm_fail(err, ZHM_DENIED, "%s: opened for reading only", s->folder);
    struct store_request r = {.fn = fn, .context = context};
    pthread_cond_init(&r.wake, NULL);
    wait_turn(s, &r);
    pthread_cond_destroy(&r.wake);
    if (r.code != ZHM_OK) {
        if (err && r.error.code != ZHM_OK)
            *err = r.error;
        return r.code;
    }
    if (generation)
        *generation = r.generation;
    return ZHM_OK;
}
