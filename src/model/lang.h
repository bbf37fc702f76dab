/* lang.h - language tags */
#ifndef MODEL_LANG_H
#define MODEL_LANG_H

#include "base/str.h"

#include <stdbool.h>
#include <zhengming/error.h>

#define LANG_MAX 36 /* bytes of a tag with its terminator */

/**
 * Write the canonical form of a BCP 47 tag: case by subtag, '_' as '-', and Chinese with its script
 * (zh, zh-CN, zh-SG: zh-Hans; zh-TW, zh-HK, zh-MO: zh-Hant).
 * @return ZHM_BAD_INPUT when it is no language tag, @out unchanged
 */
zhm_code lang_canonical(struct str tag, char out[LANG_MAX], zhm_error *err);

/** Whether a text in @tag answers a request for @wanted, both
 * canonical: equal, or @wanted is a prefix of it by subtags. */
bool lang_matches(const char *tag, const char *wanted);

#endif
