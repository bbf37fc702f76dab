/* answers.h - the parts of results, as docs/methods.md has them */
#ifndef RPC_ANSWERS_H
#define RPC_ANSWERS_H

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
void answer_change(struct buf *b, const struct change *c);

#endif
