/* check_loose.h - what a translation may say in words of its own */
#ifndef TERM_CHECK_LOOSE_H
#define TERM_CHECK_LOOSE_H

#include "term/checker.h"

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

/** Whether the post that @form is, and no deputy's, stands right
 * before a name of @person in the target: "President Xi Jinping". */
bool office_before(const struct checker *c, const struct spot *person, const struct words *form);

/**
 * Whether the run is no more than a name within @s that the target has: the body without its post, and no other post
 * beside it. A post beside it joins the run.
 */
bool run_is_inner(const struct checker *c, const struct spot *s, const struct words *form, struct near_run *run);

#endif
