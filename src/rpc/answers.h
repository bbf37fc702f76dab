/* answers.h - the parts of results, as docs/methods.md has them */
#ifndef RPC_ANSWERS_H
#define RPC_ANSWERS_H

#include "memory/batches.h"
#include "memory/concordance.h"
#include "memory/match_names.h"
#include "rpc/reply.h"
#include "term/edit.h"

#include <zhengming/zhengming.h>

/** The members `concept`, `category`, `official` of an open object. */
void answer_subject(struct buf *b, const zhm_subject *s);
/** An object, with `terms` where @whole. */
void answer_match(struct buf *b, const zhm_match *m, bool whole);
void answer_name(struct buf *b, const zhm_name *n);
/** @text is the annotated text. */
void answer_mention(struct buf *b, const zhm_mention *m, struct str text);
void answer_issue(struct buf *b, const zhm_issue *i);
void answer_edit(struct buf *b, const zhm_edit *e);
void answer_concept(struct buf *b, const zhm_concept *c);
/** The member `changes`. Past half of what a reply may be the records of units are left out: one generation of an
 * import, all of which must be told at once, may have more. */
void answer_changes(struct buf *b, const struct change_list *list);
/** The member @key: the place and its text; null when it has none. */
void answer_span(struct buf *b, const char *key, const zhm_span *s);

/* unit_answers.c */
/** The members of a unit in an open object; @batch is the name of the import that last wrote it, where not NULL. */
void answer_unit_members(struct buf *b, const zhm_unit *u, const char *batch);
void answer_unit(struct buf *b, const zhm_unit *u, const char *batch);
/** The member @key: an array of mentions of @text. */
void answer_mentions(struct buf *b, const char *key, const zhm_mentions *m, struct str text);
/** @query in NFC, as unit_matches has it; @names NULL: not asked for. */
void answer_unit_match(struct buf *b, const struct unit_match *m, struct str query, const struct match_names *names);
void answer_found_unit(struct buf *b, const struct found_unit *f);
/** The members of an import in an open object. */
void answer_batch_members(struct buf *b, const struct batch *batch);

#endif
