#include "format/unit_file.h"

#include "base/fault.h"
#include "format/tmx_reader.h"
#include "format/unit_table.h"
#include "format/unit_writer.h"

#include <stdlib.h>
#include <strings.h>

static const size_t FLUSH_AT = 64 << 10;

zhm_code unit_format_of(const char *path, enum unit_format *out, zhm_error *err)
{
    static const struct {
        const char *ending;
        enum unit_format format;
    } known[] = {{".tmx", UNIT_TMX}, {".tsv", UNIT_TSV}, {".tab", UNIT_TSV}, {".csv", UNIT_CSV}};
    size_t len = strlen(path);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (len >= 4 && strcasecmp(path + len - 4, known[i].ending) == 0) {
            *out = known[i].format;
            return ZHM_OK;
        }
    return zhm_fail(err, ZHM_BAD_INPUT, "%.160s: its name ends in none of .tmx, .tsv (.tab), .csv", path);
}

zhm_code unit_file_read(const struct unit_reading *r, zhm_error *err)
{
    return r->format == UNIT_TMX ? tmx_read(r, err) : table_read(r, err);
}

static zhm_code set_langs(struct unit_writer *w, zhm_error *err)
{
    zhm_code code = ZHM_OK;
    if (w->w.lang_count > WRITER_LANGS_MAX)
        return zhm_fail(err, ZHM_LIMIT, "more than %d languages", WRITER_LANGS_MAX);
    if (w->w.lang_count == 0 && w->w.format != UNIT_TMX)
        return zhm_fail(err, ZHM_BAD_INPUT, "a table needs the languages of its columns");
    for (size_t i = 0; code == ZHM_OK && i < w->w.lang_count; i++) {
        code = lang_canonical(str_of(w->w.langs[i]), w->langs[i], err);
        for (size_t j = 0; code == ZHM_OK && j < i; j++)
            if (strcmp(w->langs[i], w->langs[j]) == 0)
                code = zhm_fail(err, ZHM_BAD_INPUT, "the language %s twice", w->langs[i]);
    }
    const char *source = w->w.source_lang;
    if (code == ZHM_OK && source && strcmp(source, "*all*") != 0)
        code = lang_canonical(str_of(source), w->source_lang, err);
    return code;
}

zhm_code unit_writer_new(const struct unit_writing *writing, struct unit_writer **out, zhm_error *err)
{
    struct unit_writer *w = calloc(1, sizeof *w);
    zhm_code code = w ? ZHM_OK : zhm_fail(err, ZHM_NO_MEMORY, "no memory for a writer");
    if (code == ZHM_OK) {
        w->w = *writing;
        code = set_langs(w, err);
    }
    if (code == ZHM_OK && writing->format == UNIT_TMX && !(w->markup = tmx_markup_new()))
        code = zhm_fail(err, ZHM_NO_MEMORY, "no memory for a writer");
    if (code != ZHM_OK) {
        unit_writer_free(w);
        return code;
    }
    if (writing->format == UNIT_TMX)
        tmx_write_head(w);
    else
        table_write_head(w);
    *out = w;
    return ZHM_OK;
}

static zhm_code flush(struct unit_writer *w, size_t least, zhm_error *err)
{
    if (w->out.failed)
        return zhm_fail(err, ZHM_NO_MEMORY, "no memory for a writer");
    if (w->out.len == 0 || w->out.len < least)
        return ZHM_OK;
    zhm_code code = w->w.sink(w->w.sink_context, buf_str(&w->out), err);
    if (code == ZHM_OK)
        buf_clear(&w->out);
    return code;
}

zhm_code unit_writer_put(struct unit_writer *w, const zhm_unit *u, zhm_error *err)
{
    buf_clear(&w->item);
    zhm_code code = w->w.format == UNIT_TMX ? tmx_write_unit(w, u, err) : table_write_unit(w, u, err);
    if (code != ZHM_OK)
        return code;
    buf_append_str(&w->out, buf_str(&w->item));
    return flush(w, FLUSH_AT, err);
}

zhm_code unit_writer_end(struct unit_writer *w, zhm_error *err)
{
    if (w->w.format == UNIT_TMX)
        tmx_write_end(w);
    return flush(w, 0, err);
}

void unit_writer_free(struct unit_writer *w)
{
    if (!w)
        return;
    buf_free(&w->out);
    buf_free(&w->item);
    tmx_markup_free(w->markup);
    free(w);
}
