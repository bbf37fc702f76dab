#include "service/queue.h"

#include "harness.h"

struct queue_bench {
    struct waker waker;
    atomic_uint queued;
    struct queue *queue;
};

static void bench_open(struct queue_bench *b, struct queue_limits limits)
{
    zhm_error err;
    assert_int_equal(waker_init(&b->waker, &err), ZHM_OK);
    atomic_init(&b->queued, 0);
    assert_int_equal(queue_new(limits, &b->waker, &b->queued, &b->queue, &err), ZHM_OK);
}

static void bench_close(struct queue_bench *b)
{
    queue_free(b->queue);
    waker_clear(&b->waker);
}

static struct exchange chunk_of(unsigned count, size_t bytes)
{
    return (struct exchange){.chunk_count = count, .chunk_bytes = bytes};
}

static void queue_push_beyond_count_is_refused(void **state)
{
    (void)state;
    struct queue_bench b;
    bench_open(&b, (struct queue_limits){.count = 2, .bytes = 1000});
    struct exchange a = chunk_of(1, 1), c = chunk_of(1, 1), d = chunk_of(1, 1);
    bool light;
    assert_true(queue_push_heavy(b.queue, &a));
    assert_true(queue_push_heavy(b.queue, &c));
    assert_false(queue_push_heavy(b.queue, &d));
    assert_int_equal(atomic_load(&b.queued), 2);
    assert_ptr_equal(queue_take(b.queue, &light), &a);
    assert_false(light);
    assert_true(queue_push_heavy(b.queue, &d));
    bench_close(&b);
}

static void queue_push_beyond_bytes_is_refused(void **state)
{
    (void)state;
    struct queue_bench b;
    bench_open(&b, (struct queue_limits){.count = 100, .bytes = 1000});
    struct exchange huge = chunk_of(1, 5000), small = chunk_of(1, 1);
    bool light;
    assert_true(queue_push_heavy(b.queue, &huge)); /* one is always taken */
    assert_false(queue_push_heavy(b.queue, &small));
    assert_ptr_equal(queue_take(b.queue, &light), &huge);
    assert_true(queue_push_heavy(b.queue, &small));
    bench_close(&b);
}

static void queue_offer_without_idle_worker_is_refused(void **state)
{
    (void)state;
    struct queue_bench b;
    bench_open(&b, (struct queue_limits){.count = 100, .bytes = 1000});
    struct exchange a = chunk_of(1, 1);
    assert_false(queue_offer_light(b.queue, &a));
    assert_null(queue_take_back(b.queue));
    bench_close(&b);
}

static void queue_collect_gives_the_oldest_first(void **state)
{
    (void)state;
    struct queue_bench b;
    bench_open(&b, (struct queue_limits){.count = 100, .bytes = 1000});
    struct exchange e[4] = {{.next = &e[1]}, {0}, {0}, {0}};
    assert_null(queue_collect(b.queue));
    queue_done(b.queue, &e[0], false);
    queue_done(b.queue, &e[2], false);
    queue_done(b.queue, &e[3], false);
    struct exchange *list = queue_collect(b.queue);
    for (unsigned i = 0; i < 4; i++, list = list->next)
        assert_ptr_equal(list, &e[i]);
    assert_null(list);
    bench_close(&b);
}

static void queue_closed_gives_what_is_left(void **state)
{
    (void)state;
    struct queue_bench b;
    bench_open(&b, (struct queue_limits){.count = 100, .bytes = 1000});
    struct exchange a = chunk_of(1, 1);
    bool light;
    assert_true(queue_push_heavy(b.queue, &a));
    queue_close(b.queue);
    assert_ptr_equal(queue_take(b.queue, &light), &a);
    assert_null(queue_take(b.queue, &light));
    bench_close(&b);
}

#define THREADS 4
#define ITEMS 20000

static void *take_all(void *context)
{
    struct queue *q = context;
    bool light;
    for (struct exchange *e; (e = queue_take(q, &light));)
        queue_done(q, e, light);
    return NULL;
}

/* One side pushes and collects as the router does, asleep when there is nothing; nothing is lost, no wake-up either. */
static void queue_under_load_returns_each_once(void **state)
{
    (void)state;
    struct queue_bench b;
    bench_open(&b, (struct queue_limits){.count = 64, .bytes = 1 << 20});
    pthread_t threads[THREADS];
    struct exchange *items = calloc(ITEMS, sizeof *items);
    assert_non_null(items);
    for (unsigned i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, take_all, b.queue), 0);
    unsigned pushed = 0, collected = 0;
    while (collected < ITEMS) {
        unsigned before = collected;
        for (struct exchange *e = queue_collect(b.queue); e; e = e->next) {
            assert_int_equal(e->count, 0);
            e->count = 1;
            collected++;
        }
        bool light = pushed % 3 == 0, full = pushed == ITEMS;
        if (!full) {
            items[pushed] = chunk_of(1, 1);
            full = light ? !queue_offer_light(b.queue, &items[pushed]) && !queue_push_heavy(b.queue, &items[pushed])
                         : !queue_push_heavy(b.queue, &items[pushed]);
            pushed += !full;
        }
        if (!full || collected > before)
            continue;
        waker_begin(&b.waker);
        if (!queue_has_done(b.queue))
            waker_sleep(&b.waker, -1, UINT64_MAX);
        waker_end(&b.waker);
    }
    queue_close(b.queue);
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&b.queued), 0);
    free(items);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queue_push_beyond_count_is_refused),
        cmocka_unit_test(queue_push_beyond_bytes_is_refused),
        cmocka_unit_test(queue_offer_without_idle_worker_is_refused),
        cmocka_unit_test(queue_collect_gives_the_oldest_first),
        cmocka_unit_test(queue_closed_gives_what_is_left),
        cmocka_unit_test(queue_under_load_returns_each_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
