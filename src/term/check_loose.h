/* check_loose.h - what a translation may say in words of its own */
#ifndef TERM_CHECK_LOOSE_H
#define TERM_CHECK_LOOSE_H

#include "term/checker.h"

/**
 * Whether the name is hardly one, or its official form only a proposal, so that a text without it is not wrong: a post without
 * a body; a body of a place that the text leaves open (省商务厅); one of a place known by its sound alone; a company, school or
 * paper that only the rules know; an abbreviation of two or three letters.
 */
bool name_is_vague(const struct checker *c, const zhm_mention *s, const char *official);

/** A piece of a name that is not known as a whole: 联合国 in 联合国某某署, 党委书记 right behind a place. */
bool is_fragment(const struct checker *c, const struct spot *top);

/** No name at all: 教育部门 "departments of education", 部长级 "ministerial". */
bool is_cut_short(const struct checker *c, const zhm_mention *s);

/** A place in it is known by its sound alone. */
bool has_unlisted_place(const zhm_mention *s);

/** An initiative within it is named: 推动构建 X, where the target says X. */
bool named_within(const struct checker *c, const struct spot *s);

/** What is named within it is said to be something else: "Belt and Road strategy". @run: that */
bool named_as_another(const struct checker *c, const struct spot *s, const struct words *form, struct near_run *run);

/** "His Russian counterpart": another's post in the target's words. */
bool named_as_counterpart(const struct checker *c, const struct spot *s);

/** Find the target's unknown abbreviations, and whether it speaks of counterparts. */
void gather_words(struct checker *c);

/** The target has an unknown abbreviation of the initials of @official. */
bool named_by_initials(const struct checker *c, const char *official);

/** "Beijing's Party secretary and mayor", where @form is the mayor's. */
bool shares_head(const struct checker *c, const zhm_mention *s, const struct words *form, const struct near_run *run);

/** The post alone, of nothing that is said: "the premier". */
bool named_by_post(const struct checker *c, const zhm_mention *s, const struct words *form);

/** Leave out of the run the name of who holds the post: "President Putin". */
void drop_surname(const struct checker *c, const struct words *form, struct near_run *run);

/** Whether the post that @form is, and no deputy's, stands right before a name of @person in the target: "President Xi Jinping". */
bool office_before(const struct checker *c, const struct spot *person, const struct words *form);

/**
 * Whether the run is no more than a name within @s that the target has: the body without its post, and no other post beside it.
 * A post beside it joins the run.
 */
bool run_is_inner(const struct checker *c, const struct spot *s, const struct words *form, struct near_run *run);

#endif
