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
 * The standing of @term on the question's day: a superseded term was the preferred one while it lasted; a preferred one of
 * another house style is admitted.
 */
enum standing term_standing(const zhm_term *term, const struct question *q);

/** Whether the term may be asked for: its language and the concept's category. */
bool question_admits(const struct question *q, const struct named *n);

/**
 * Write the concept's official names on the question's day, one a language in the order of its terms. Where no preferred
 * name is valid on that day, the one whose time is nearest: the last before, else the first after.
 */
zhm_code subject_of(struct reader *r, const zhm_concept *c, const struct question *q, zhm_subject *out, zhm_error *err);

/** The official name in @lang ("en"), or NULL. */
const char *subject_name(const zhm_subject *s, const char *lang);

/** Follow what ended @c by the day to who has its place: ZHM_NOT_FOUND when nothing ended it, or nobody is known (a ring). @since:
 * when it was ended. */
zhm_code successor_of(struct reader *r, const zhm_concept *c, const struct question *q, const zhm_concept **out,
                      zhm_date *since, zhm_error *err);

/** The verdict on a name that a term of @c with this standing matched. */
zhm_verdict verdict_of(const zhm_concept *c, enum standing standing, const struct question *q);

#endif
