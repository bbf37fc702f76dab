#include "base/fault.h"
#include "base/grow.h"
#include "base/utf8.h"
#include "memory/directory.h"
#include "memory/index_new.h"
#include "model/lang.h"

#include <stdlib.h>

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for the memory's index");
}

zhm_code index_languages(struct store_txn *t, struct arena *arena, const char *const **out, size_t *count,
                         zhm_error *err)
{
    struct store_cursor c;
    const char **langs = NULL;
    size_t found = 0, room = 0;
    zhm_code code = store_cursor_init(&c, t, STORE_UNIT_BLOCKS, (struct str){0}, err);
    if (code != ZHM_OK)
        return code;
    while (code == ZHM_OK && (code = store_cursor_next(&c, err)) == ZHM_OK) {
        /* the directory's own key: the blocks come after it, and are passed over unread */
        struct str lang = arena_copy(arena, (struct str){c.key.data, c.key.len - 1});
        langs = arena_grow(arena, langs, found, &room, sizeof *langs);
        if (!langs || !lang.data) {
            code = no_memory(err);
            break;
        }
        langs[found++] = lang.data;
        struct buf past = {0};
        buf_append_str(&past, lang);
        buf_append_char(&past, '\1');
        store_cursor_seek(&c, buf_str(&past));
        buf_free(&past);
    }
    store_cursor_clear(&c);
    if (code != ZHM_NOT_FOUND)
        return code;
    *out = langs;
    *count = found;
    return ZHM_OK;
}

/* The blocks of one language, after those there are. */
static zhm_code view_blocks(struct store_txn *t, const struct directory *d, struct arena *arena,
                            struct index_view *view, zhm_error *err)
{
    size_t count = view->block_count + d->count;
    struct block *blocks = arena_array(arena, count + 1, sizeof *blocks);
    if (!blocks)
        return no_memory(err);
    if (view->block_count)
        memcpy(blocks, view->blocks, view->block_count * sizeof *blocks);
    for (size_t i = 0; i < d->count; i++) {
        struct block *b = &blocks[view->block_count + i];
        zhm_code code = directory_block(t, d, i, b, err);
        if (code != ZHM_OK)
            return code;
        if (!block_is_current(b))
            return zhm_fail(err, ZHM_STORAGE,
                            "the memory's index was made by another version: `zhengming memory reindex` makes it anew");
    }
    view->blocks = blocks;
    view->block_count = count;
    return ZHM_OK;
}

struct viewing {
    struct arena *arena;
    struct index_view *view;
    size_t room;
};

static zhm_code view_text(void *context, uint64_t number, struct str text, zhm_error *err)
{
    struct viewing *v = context;
    struct index_view *view = v->view;
    uint32_t *points = arena_array(v->arena, text.len + 1, sizeof *points);
    struct block_text *texts = arena_grow(v->arena, view->texts, view->text_count, &v->room, sizeof *texts);
    if (!points || !texts)
        return no_memory(err);
    view->texts = texts;
    view->texts[view->text_count++] = (struct block_text){number, points, utf8_points(text, points)};
    return ZHM_OK;
}

zhm_code index_view(struct store_txn *t, const char *lang, struct arena *arena, struct index_view *view, zhm_error *err)
{
    struct directory d;
    struct viewing v = {.arena = arena, .view = view, .room = view->text_count};
    zhm_code code = directory_read(t, lang, &d, err);
    if (code != ZHM_OK)
        return code;
    code = view_blocks(t, &d, arena, view, err);
    if (code == ZHM_OK)
        code = index_each_new(t, lang, view_text, &v, err);
    directory_free(&d);
    return code;
}

zhm_code index_view_all(struct store_txn *t, const char *wanted, struct arena *arena, struct index_view *view,
                        zhm_error *err)
{
    const char *const *langs;
    size_t count;
    zhm_code code = index_languages(t, arena, &langs, &count, err);
    for (size_t i = 0; code == ZHM_OK && i < count; i++)
        if (!wanted || lang_matches(langs[i], wanted))
            code = index_view(t, langs[i], arena, view, err);
    return code;
}
