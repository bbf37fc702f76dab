#include "term/grammar_store.h"

#include "base/fault.h"
#include "term/change_log.h"
#include "term/grammar_differences.h"

#include <stdlib.h>

/* A block shorter than a page of LMDB may stand at any address. */
enum { BLOCK_MIN = 4096, NAME_MAX_BYTES = 100, FILES_MAX = 1000 };

static const struct str block_key = {"grammar", 7};

zhm_code grammar_name_check(struct str name, zhm_error *err)
{
    bool good = name.len > 0 && name.len <= NAME_MAX_BYTES && name.data[0] != '.';
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        good = good && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                        (c != '\0' && strchr(".-_", c)));
    }
    if (!good)
        return zhm_fail(err, ZHM_BAD_INPUT,
                        "'%.*s' is no name for a grammar's file: up to %d letters, digits, '.', '-', '_'",
                        STR_ARG(name), NAME_MAX_BYTES);
    return ZHM_OK;
}

/* The files that a write finds, those that it leaves, and their block. */
struct revision {
    struct arena arena;
    struct grammar_file *old, *now; /* copies; those given, borrowed */
    size_t old_count, now_count;
    struct buf block;
};

static void revision_free(struct revision *v)
{
    arena_free(&v->arena);
    buf_free(&v->block);
}

static zhm_code no_memory(zhm_error *err)
{
    return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a grammar");
}

static zhm_code read_old(struct revision *v, struct store_txn *t, zhm_error *err)
{
    v->old = arena_array(&v->arena, (size_t)store_count(t, STORE_GRAMMAR), sizeof *v->old);
    if (!v->old)
        return no_memory(err);
    struct store_cursor c;
    zhm_code code = store_cursor_init(&c, t, STORE_GRAMMAR, (struct str){0}, err);
    if (code != ZHM_OK)
        return code;
    while ((code = store_cursor_next(&c, err)) == ZHM_OK) {
        struct grammar_file f = {.name = arena_copy(&v->arena, c.key), .text = arena_copy(&v->arena, c.value)};
        if (!f.name.data || !f.text.data) {
            code = no_memory(err);
            break;
        }
        v->old[v->old_count++] = f;
    }
    store_cursor_clear(&c);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static const struct grammar_file *named(const struct grammar_file *files, size_t count, struct str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(files[i].name, name))
            return &files[i];
    return NULL;
}

static zhm_code merge(struct revision *v, const struct grammar_file *files, size_t count, bool prune, zhm_error *err)
{
    if (count > FILES_MAX)
        return zhm_fail(err, ZHM_LIMIT, "a grammar of %zu files: at most %d", count, FILES_MAX);
    v->now = arena_array(&v->arena, v->old_count + count, sizeof *v->now);
    if (!v->now)
        return no_memory(err);
    for (size_t i = 0; i < count; i++) {
        zhm_code code = grammar_name_check(files[i].name, err);
        if (code != ZHM_OK)
            return code;
        v->now[v->now_count++] = files[i];
    }
    for (size_t i = 0; i < v->old_count && !prune; i++)
        if (!named(files, count, v->old[i].name))
            v->now[v->now_count++] = v->old[i];
    return ZHM_OK;
}

static zhm_code build(struct revision *v, zhm_error *err)
{
    static const char zeros[BLOCK_MIN];
    zhm_code code = grammar_build(v->now, v->now_count, &v->block, err);
    if (code == ZHM_OK && v->block.len < BLOCK_MIN)
        buf_append(&v->block, zeros, BLOCK_MIN - v->block.len);
    return code == ZHM_OK && v->block.failed ? no_memory(err) : code;
}

static size_t files_differ(const struct revision *v)
{
    size_t differ = 0;
    for (size_t i = 0; i < v->now_count; i++) {
        const struct grammar_file *old = named(v->old, v->old_count, v->now[i].name);
        differ += !old || !str_equal(old->text, v->now[i].text);
    }
    for (size_t i = 0; i < v->old_count; i++)
        differ += !named(v->now, v->now_count, v->old[i].name);
    return differ;
}

static zhm_code report(const struct revision *v, struct grammar_report *out, zhm_error *err)
{
    struct grammar_units old = {0}, now = {0};
    for (size_t i = 0; i < v->old_count; i++)
        grammar_units_add(&old, v->old[i].name, v->old[i].text);
    for (size_t i = 0; i < v->now_count; i++)
        grammar_units_add(&now, v->now[i].name, v->now[i].text);
    bool failed = old.rules.failed || old.words.failed || now.rules.failed || now.words.failed;
    if (!failed)
        *out = (struct grammar_report){.files = v->now_count,
                                       .rules = grammar_units_count(&now.rules),
                                       .words = grammar_units_count(&now.words),
                                       .changed_files = files_differ(v),
                                       .changed_rules = grammar_units_differ(&old.rules, &now.rules),
                                       .changed_words = grammar_units_differ(&old.words, &now.words)};
    grammar_units_free(&old);
    grammar_units_free(&now);
    return failed ? no_memory(err) : ZHM_OK;
}

static zhm_code revise(struct revision *v, struct store_txn *t, const struct grammar_file *files, size_t count,
                       bool prune, struct grammar_report *out, zhm_error *err)
{
    zhm_code code = t ? read_old(v, t, err) : ZHM_OK;
    if (code == ZHM_OK)
        code = merge(v, files, count, prune, err);
    if (code == ZHM_OK)
        code = build(v, err);
    return code == ZHM_OK ? report(v, out, err) : code;
}

zhm_code grammar_try(struct store_txn *t, const struct grammar_file *files, size_t count, bool prune,
                     struct grammar_report *out, zhm_error *err)
{
    struct revision v = {0};
    zhm_code code = revise(&v, t, files, count, prune, out, err);
    revision_free(&v);
    return code;
}

static zhm_code put_file(struct store_txn *t, const struct revision *v, const struct grammar_file *f, zhm_error *err)
{
    const struct grammar_file *old = named(v->old, v->old_count, f->name);
    if (old && str_equal(old->text, f->text))
        return ZHM_OK;
    zhm_code code = change_log_file(t, f->name, f->text, false, err);
    return code == ZHM_OK ? store_put(t, STORE_GRAMMAR, f->name, f->text, err) : code;
}

static zhm_code drop_file(struct store_txn *t, struct str name, zhm_error *err)
{
    zhm_code code = change_log_file(t, name, (struct str){0}, true, err);
    return code == ZHM_OK ? store_delete(t, STORE_GRAMMAR, name, err) : code;
}

static zhm_code put_block(struct store_txn *t, const struct revision *v, zhm_error *err)
{
    if (v->now_count > 0)
        return store_put(t, STORE_SEGMENTS, block_key, buf_str(&v->block), err);
    zhm_code code = store_delete(t, STORE_SEGMENTS, block_key, err);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

/* Not, where another version could make none of the same files. */
static bool has_block(struct store_txn *t, const struct revision *v)
{
    struct str block = {0};
    zhm_code code = store_get_block(t, STORE_SEGMENTS, block_key, &block, NULL);
    return code == ZHM_OK ? str_equal(block, buf_str(&v->block)) : v->now_count == 0;
}

zhm_code grammar_put(struct store_txn *t, const struct grammar_file *files, size_t count, bool prune,
                     struct grammar_report *out, zhm_error *err)
{
    struct revision v = {0};
    struct grammar_report r = {0};
    zhm_code code = revise(&v, t, files, count, prune, &r, err);
    bool differ = code == ZHM_OK && r.changed_files > 0;
    for (size_t i = 0; differ && code == ZHM_OK && i < v.now_count; i++)
        code = put_file(t, &v, &v.now[i], err);
    for (size_t i = 0; differ && code == ZHM_OK && i < v.old_count; i++)
        if (!named(v.now, v.now_count, v.old[i].name))
            code = drop_file(t, v.old[i].name, err);
    if (code == ZHM_OK && !has_block(t, &v))
        code = put_block(t, &v, err);
    revision_free(&v);
    if (code == ZHM_OK)
        *out = r;
    return code;
}

zhm_code grammar_rebuild(struct store_txn *t, zhm_error *err)
{
    struct revision v = {0};
    zhm_code code = read_old(&v, t, err);
    if (code == ZHM_OK)
        code = merge(&v, NULL, 0, false, err);
    if (code == ZHM_OK)
        code = build(&v, err);
    if (code == ZHM_BAD_INPUT || code == ZHM_LIMIT) {
        v.now_count = 0;
        code = ZHM_OK;
    }
    if (code == ZHM_OK)
        code = put_block(t, &v, err);
    revision_free(&v);
    return code;
}

zhm_code grammar_is_current(struct store_txn *t, bool *out, zhm_error *err)
{
    struct str block;
    struct grammar g;
    zhm_code code = store_get_block(t, STORE_SEGMENTS, block_key, &block, err);
    if (code == ZHM_OK)
        *out = grammar_view(block, &g, NULL) == ZHM_OK;
    else if (code == ZHM_NOT_FOUND)
        *out = true;
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

zhm_code grammar_verify(struct store_txn *t, zhm_error *err)
{
    struct revision v = {0};
    struct str block = {0};
    zhm_code code = read_old(&v, t, err);
    if (code == ZHM_OK)
        code = merge(&v, NULL, 0, false, err);
    if (code == ZHM_OK && v.now_count > 0)
        code = build(&v, err);
    if (code == ZHM_BAD_INPUT || code == ZHM_LIMIT) {
        zhm_prefix(err, code, "the grammar, loaded by another version: ");
        code = ZHM_STORAGE;
        if (err)
            err->code = code;
    }
    if (code == ZHM_OK) {
        code = store_get(t, STORE_SEGMENTS, block_key, &block, err);
        if ((code == ZHM_OK || code == ZHM_NOT_FOUND) && !str_equal(block, buf_str(&v.block)))
            code = zhm_fail(err, ZHM_STORAGE, "the grammar's block is not what its files make");
    }
    revision_free(&v);
    return code == ZHM_NOT_FOUND ? ZHM_OK : code;
}

static zhm_code view_empty(struct reader *r, zhm_error *err)
{
    zhm_code code = r->no_grammar.len > 0 ? ZHM_OK : grammar_build(NULL, 0, &r->no_grammar, err);
    return code == ZHM_OK ? grammar_view(buf_str(&r->no_grammar), &r->grammar, err) : code;
}

zhm_code reader_grammar(struct reader *r, const struct grammar **out, zhm_error *err)
{
    struct str block;
    zhm_code code = ZHM_OK;
    if (!r->grammar_viewed) {
        code = store_get_block(r->txn, STORE_SEGMENTS, block_key, &block, err);
        if (code == ZHM_OK)
            code = grammar_view(block, &r->grammar, err);
        else if (code == ZHM_NOT_FOUND)
            code = view_empty(r, err);
        r->grammar_viewed = code == ZHM_OK;
    }
    if (code == ZHM_OK)
        *out = &r->grammar;
    return code;
}
