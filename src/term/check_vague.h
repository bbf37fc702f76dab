/* check_vague.h - names of the source that a translation need not have */
#ifndef TERM_CHECK_VAGUE_H
#define TERM_CHECK_VAGUE_H

#include "term/checker.h"

/**
 * Whether the name is hardly one, or its official form only a proposal, so that a text without it is not wrong: a post
 * without a body; a body of a place that the text leaves open (省商务厅); one of a place known by its sound alone; a
 * company, school or paper that only the rules know; an abbreviation of two or three letters.
 */
bool name_is_vague(const struct checker *c, const zhm_mention *s, const char *official);

/** A piece of a name that is not known as a whole: 联合国 in 联合国某某署, 党委书记 right behind a place. */
bool is_fragment(const struct checker *c, const struct spot *top);

/** No name at all: 教育部门 "departments of education", 部长级 "ministerial". */
bool is_cut_short(const struct checker *c, const zhm_mention *s);

/** A place in it is known by its sound alone. */
bool has_unlisted_place(const zhm_mention *s);

#endif
