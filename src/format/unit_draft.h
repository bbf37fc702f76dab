/* unit_draft.h - a unit while it is read from a file */
#ifndef FORMAT_UNIT_DRAFT_H
#define FORMAT_UNIT_DRAFT_H

#include "base/arena.h"
#include "format/unit_file.h"
#include "model/lang.h"

#define DRAFT_BYTES_MAX (16u << 20) /* of all texts of a unit */
#define TEXT_BYTES_MAX (16u << 20)  /* of one text in a file; a longer one ends the reading */

struct draft_details {
    zhm_detail *items;
    size_t count;
};

struct draft_tags {
    const char **items;
    size_t count;
};

/* A tag as it was written, and in its canonical form: the few of a file are asked for again and again. */
struct draft_lang {
    char tag[LANG_MAX], lang[LANG_MAX];
};

/** {0} is ready for draft_begin. Its lists are in its arena. */
struct unit_draft {
    struct arena arena;
    struct unit_place at;
    zhm_unit unit;
    zhm_segment segments[ZHM_SEGMENTS_MAX]; /* the one after the last is being read */
    struct draft_details details;           /* the unit's */
    struct draft_details segment_details;   /* of the segment that is being read, as the tags */
    struct draft_tags tags;
    size_t bytes;
    bool no_memory;
    bool refused;
    char why[200];
    struct draft_lang langs[8];
    size_t next_lang; /* the place that the next new one takes */
};

/** Forget the last unit; nothing in the new one is NULL. */
void draft_begin(struct unit_draft *d, const struct unit_place *at);
/** The unit is refused, for the first reason that is given. */
__attribute__((format(printf, 2, 3))) void draft_refuse(struct unit_draft *d, const char *format, ...);
/** A terminated copy that lives as long as the unit; "" when there
 * is no memory or no room for it: then the draft says so. */
const char *draft_text(struct unit_draft *d, struct str text);
void draft_add_detail(struct unit_draft *d, struct draft_details *list, const zhm_detail *detail);
void draft_add_tag(struct unit_draft *d, const char *markup);
/** Add a tag for each placeholder character in @text. */
void draft_add_characters(struct unit_draft *d, struct str text);

/** Begin a segment of @tag. @return NULL when the unit is refused:
 * too many of them, no such language, one that was there */
zhm_segment *draft_segment_begin(struct unit_draft *d, struct str tag);
/** It is complete: with its text, and the details and tags that were added since. */
void draft_segment_end(struct unit_draft *d, const char *text);

/** Hand the unit over, or say why it is refused. */
zhm_code draft_end(struct unit_draft *d, const struct unit_taker *taker, zhm_error *err);
void draft_free(struct unit_draft *d);

#endif
