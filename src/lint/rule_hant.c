#include "lint/rules.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "text/han.h"

#include <unicode/ustring.h>
#include <unicode/utrans.h>

static const struct {
    const char *simplified, *forms;
} table[] = {
#define HANT(simplified, forms) {simplified, forms},
#include "lint/hant.def"
#undef HANT
};

enum { ROWS = sizeof table / sizeof table[0] };

/* ICU's two ways, character by character. */
struct scripts {
    UTransliterator *to_traditional, *to_simplified;
};

static UTransliterator *open_way(const UChar *id, UErrorCode *status)
{
    return utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, status);
}

static bool scripts_open(struct scripts *s)
{
    UErrorCode status = U_ZERO_ERROR;
    s->to_traditional = open_way(u"Simplified-Traditional", &status);
    s->to_simplified = open_way(u"Traditional-Simplified", &status);
    return U_SUCCESS(status);
}

static void scripts_close(struct scripts *s)
{
    utrans_close(s->to_traditional);
    utrans_close(s->to_simplified);
}

static bool stays(const UTransliterator *way, uint32_t point)
{
    UChar text[8];
    int32_t length = 0, limit;
    UErrorCode status = U_ZERO_ERROR;
    U16_APPEND_UNSAFE(text, length, point);
    UChar before[2] = {text[0], length > 1 ? text[1] : 0};
    int32_t old = limit = length;
    utrans_transUChars(way, text, &length, 8, 0, &limit, &status);
    return U_FAILURE(status) || (length == old && u_memcmp(text, before, old) == 0);
}

/* Whether the sign is one that Traditional Chinese writes in some word. */
static bool is_form(uint32_t point)
{
    char sign[5] = "";
    sign[utf8_encode(point, sign)] = '\0';
    for (size_t i = 0; i < ROWS; i++)
        if (strstr(table[i].forms, sign))
            return true;
    return false;
}

static bool is_simplified_only(const struct scripts *s, uint32_t point)
{
    return is_han(point) && !stays(s->to_traditional, point) && stays(s->to_simplified, point) && !is_form(point);
}

static bool reads_as_simplified(const struct lint *l, const struct name *n)
{
    for (size_t i = l->first[n->concept]; i < l->first[n->concept + 1]; i++)
        if (lint_is_lang(&l->names[i], "zh-Hans") && str_equal(l->names[i].key, n->key))
            return true;
    return false;
}

static void check_traditional(struct lint *l, const struct scripts *s, const struct name *n)
{
    struct str text = str_of(n->term->text);
    for (size_t at = 0, begin = 0; at < text.len; begin = at)
        if (is_simplified_only(s, utf8_next(text, &at)))
            lint_fault_in(l, n, "'%.*s' in '%s' is a Simplified character", (int)(at - begin), text.data + begin,
                          text.data);
    if (!reads_as_simplified(l, n) && !*n->term->note)
        lint_fault_in(l, n,
                      "'%s' is no zh-Hans name of %s in Traditional characters: if it is another usage, a note says so",
                      text.data, l->g->concepts[n->concept].id);
}

static bool has_traditional(const struct lint *l, const struct name *n)
{
    for (size_t i = l->first[n->concept]; i < l->first[n->concept + 1]; i++)
        if (lint_is_lang(&l->names[i], "zh-Hant") && str_equal(l->names[i].key, n->key))
            return true;
    return false;
}

/* "匯 or 彙" */
static void join_forms(const char *forms, struct buf *out)
{
    struct str rest = str_of(forms);
    for (size_t at = 0, begin = 0; at < rest.len; begin = at) {
        (void)utf8_next(rest, &at);
        buf_append_text(out, begin == 0 ? "" : at == rest.len ? " or " : ", ");
        buf_append(out, rest.data + begin, at - begin);
    }
}

static void check_simplified(struct lint *l, const struct name *n)
{
    struct buf forms = {0};
    for (size_t i = 0; i < ROWS; i++) {
        if (!strstr(n->term->text, table[i].simplified) || has_traditional(l, n))
            continue;
        join_forms(table[i].forms, &forms);
        if (buf_text(&forms))
            lint_fault_in(l, n, "'%s' has no zh-Hant term, and %s may be %s there", n->term->text, table[i].simplified,
                          forms.data);
        break;
    }
    l->failed = l->failed || forms.failed;
    buf_free(&forms);
}

void rule_hant(struct lint *l)
{
    struct scripts scripts = {0};
    if (!scripts_open(&scripts))
        lint_add(l->report, NULL, 0, "zh-Hant was not looked at: ICU has no Simplified-Traditional here");
    for (size_t i = 0; scripts.to_traditional && scripts.to_simplified && i < l->count; i++) {
        const struct name *n = &l->names[i];
        if (lint_is_lang(n, "zh-Hant"))
            check_traditional(l, &scripts, n);
        else if (lint_is_lang(n, "zh-Hans") && n->term->status == ZHM_PREFERRED)
            check_simplified(l, n);
    }
    scripts_close(&scripts);
}
