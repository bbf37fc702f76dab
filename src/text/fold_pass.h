/* fold_pass.h - the two passes of folding, which hand over in the arrays of struct folded */
#ifndef TEXT_FOLD_PASS_H
#define TEXT_FOLD_PASS_H

#include "text/fold.h"
#include "text/fold_kind.h"

#include <stdbool.h>

/** In cut[] between the passes: a kind, and whether the point's code point gave other points too. */
#define KIND_BITS 0x1F
#define SHARED_BIT 0x20

/**
 * The second pass, in place: the rules about words and punctuation, and the cuts. Before it, points[] is the text point
 * by point, simplified and without Latin marks, cut[] holds kinds, and cut[len] is KIND_END.
 *
 * Why a slice folds as it does within the text: a rule may drop a point only for what stands between two points that
 * stay, or for what follows; what stays at the end of a slice would stay in any text. Where a rule looks back over a
 * place where a name may begin ("vitamin-a day"), or drops a part of a code point, it removes the cut.
 */
void fold_apply_rules(struct folded *f);

/** The entry of a code point, and the entries that one of KIND_EXPAND stands for. */
uint32_t fold_entry(uint32_t point);
const uint32_t *fold_expansion(uint32_t entry);

/** The checksum of the table of spellings, after @crc. */
uint32_t fold_rules_checksum(uint32_t crc);

/* What stands directly before the place where we are, quotation marks aside. */
enum side { SIDE_NONE, SIDE_LETTER, SIDE_DIGIT, SIDE_SIGN };

/* What was dropped directly before. */
enum dropped { DROPPED_NOTHING, DROPPED_DASH, DROPPED_STOP };

struct pass {
    struct folded *f;
    size_t in, out;       /* the next point to read, the place of the next that stays; out <= in */
    enum side left;       /* of the point at in */
    enum dropped dropped; /* directly before in */
    bool joined;          /* the next point that stays is no place for a cut: inside "3.14" */
    uint32_t torn;        /* 1 + the last code point of which a rule dropped a part; 0: none */
};

static inline enum fold_kind kind_at(const struct pass *p, size_t i)
{
    return p->f->cut[i] & KIND_BITS;
}

static inline bool is_word_kind(enum fold_kind kind)
{
    return kind >= KIND_LATIN && kind <= KIND_DIGIT;
}

static inline bool is_quote_kind(enum fold_kind kind)
{
    return kind >= KIND_QUOTE && kind <= KIND_APOSTROPHE;
}

static inline bool is_blank_kind(enum fold_kind kind)
{
    return kind == KIND_SPACE || kind == KIND_BREAK;
}

/** Whether a cut before the point that comes to place @i from @start would part what was torn. */
bool pass_is_torn(const struct pass *p, size_t i, uint32_t start);
/** Whether there may be a cut before the point that comes to place @i from @start. */
bool pass_cut_at(const struct pass *p, size_t i, uint32_t start);
/** A rule drops point @i for its context. If other points share its code point, no slice may begin or end there. */
void pass_drop(struct pass *p, size_t i);

/** Whether point @i begins a possessive 's. */
bool pass_is_possessive(const struct pass *p, size_t i);
/** Whether point @i begins the word "and", or is of an '&'. */
bool pass_is_and(const struct pass *p, size_t i);
/** The first point from @i on that is neither space nor quotation mark; an empty line is not passed. */
size_t pass_skip_blanks(const struct pass *p, size_t i);
/** The word that begins at the next point. */
void pass_word(struct pass *p);

#endif
