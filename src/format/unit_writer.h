/* unit_writer.h - what the writers of all formats share */
#ifndef FORMAT_UNIT_WRITER_H
#define FORMAT_UNIT_WRITER_H

#include "base/buf.h"
#include "format/tmx_markup.h"
#include "format/unit_file.h"
#include "model/lang.h"

#define WRITER_LANGS_MAX ZHM_SEGMENTS_MAX

struct unit_writer {
    struct unit_writing w;
    char langs[WRITER_LANGS_MAX][LANG_MAX]; /* w.langs, canonical */
    char source_lang[LANG_MAX];             /* canonical; empty: all */
    struct buf out;                         /* what has not gone to the sink */
    struct buf item;                        /* the unit that is being written: joins `out` when it is whole */
    struct tmx_markup *markup;              /* TMX only */
};

/** The beginning of the file, into `out`. */
void tmx_write_head(struct unit_writer *w);
void table_write_head(struct unit_writer *w);
/** One unit, into `item`. @return as unit_writer_put */
zhm_code tmx_write_unit(struct unit_writer *w, const zhm_unit *u, zhm_error *err);
zhm_code table_write_unit(struct unit_writer *w, const zhm_unit *u, zhm_error *err);
/** The end of the file, into `out`. */
void tmx_write_end(struct unit_writer *w);

#endif
