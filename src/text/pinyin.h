/* pinyin.h - Chinese names by their sound */
#ifndef TEXT_PINYIN_H
#define TEXT_PINYIN_H

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <zhengming/error.h>

/**
 * Append the reading of a Chinese name: a syllable a character, lower case, without tones, one space between
 * ("商务部": "shang wu bu"; ü is v). Runs of Latin letters and digits are one syllable, lower case; the rest is
 * skipped. Readings: ICU's Han-Latin, corrected by a table of words (重庆, 部长, 朝阳, 厦门, 银行, ...), longest first.
 * @return ZHM_OK; ZHM_NOT_FOUND when @text has no Han character, nothing appended; ZHM_BAD_INPUT for invalid UTF-8
 */
zhm_code pinyin_of(struct str text, struct buf *syllables, zhm_error *err);

/**
 * What a person typed, as letters and digits only: lower case, without tones (marks, or digits 1-5 after a letter
 * in words of pinyin), spaces, apostrophes and hyphens. ü, u: and v are v.
 * @return ZHM_OK; ZHM_NOT_FOUND when no letter is left or it holds other scripts; ZHM_BAD_INPUT for invalid UTF-8
 */
zhm_code pinyin_query(struct str text, struct buf *letters, zhm_error *err);

enum pinyin_match {
    PINYIN_NONE,
    PINYIN_INITIALS, /* swb */
    PINYIN_MIXED,    /* shangwb, swubu, zhsh.. */
    PINYIN_FULL,     /* shangwubu */
};

/** A longer query matches nothing. */
enum { PINYIN_LONGEST_QUERY = 255 };

/**
 * Whether @letters (of pinyin_query) reads the syllables (of pinyin_of): each syllable in full, or by its first
 * letter, or by zh, ch, sh. With @prefix, the first syllables only, the last of them perhaps unfinished (which leaves
 * PINYIN_FULL and PINYIN_INITIALS what they are, but for an unfinished one of more letters among initials).
 * @return the best kind over all ways to read it
 */
enum pinyin_match pinyin_matches(struct str letters, struct str syllables, bool prefix);

/** The first letter of each syllable: "shang wu bu": "swb". */
void pinyin_initials(struct str syllables, struct buf *initials);

#endif
