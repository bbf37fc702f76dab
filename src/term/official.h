/* official.h - what a name is worth on a day: standings, official names, successors */
#ifndef TERM_OFFICIAL_H
#define TERM_OFFICIAL_H

#include "term/names.h"

/** A term's standing on a day, best first. */
enum standing {
    STANDING_PREFERRED,
    STANDING_ADMITTED,
    STANDING_SUPERSEDED, /* was right, is no more */
    STANDING_DEPRECATED,
    STANDING_NOT_YET, /* will be right */
};

/**
 * The standing of @term on the question's day: a superseded term was the preferred
 * one while it lasted; a preferred one of another house style is admitted.
 */
enum standing term_standing(const zhm_term *term, const struct question *q);

/** As term_standing, where the body itself may not have begun on that day. */
enum standing named_standing(const struct named *n, const struct question *q);

/** Whether the term may be asked for: its language and the concept's category. */
bool question_admits(const struct question *q, const struct named *n);

/**
 * Write the concept's official names on the question's day, one a language in the order of its terms. Where no
 * preferred name is valid on that day, the one whose time is nearest: the last before, else the first after.
 */
zhm_code subject_of(struct reader *r, const zhm_concept *c, const struct question *q, zhm_subject *out, zhm_error *err);

/** The official name in @lang ("en"), or NULL. */
const char *subject_name(const zhm_subject *s, const char *lang);

/** One who took another's place. */
struct succession {
    const zhm_concept *concept;
    zhm_date since;     /* 0: not known */
    const char *source; /* of the relation */
};

enum { SUCCESSIONS_MAX = 16 }; /* longer than any nation's reforms */

/**
 * Follow what ended @c by the question's day, one place after the other; the last is who has it on that day. A ring, a
 * chain longer than SUCCESSIONS_MAX, or one that nothing begins gives none.
 */
zhm_code successors_of(struct reader *r, const zhm_concept *c, const struct question *q,
                       struct succession out[SUCCESSIONS_MAX], size_t *count, zhm_error *err);

/** Whether the body itself had not begun on the question's day. */
bool concept_not_begun(const zhm_concept *c, const struct question *q);

/**
 * Whether what the concept is has ended before the question's day, or something has its place: a summit that was held
 * or a plan that ran out keeps its name.
 */
bool concept_ended(const zhm_concept *c, const struct question *q);

/** The verdict on a name that a term of @c with this standing matched. */
zhm_verdict verdict_of(const zhm_concept *c, enum standing standing, const struct question *q);

#endif
