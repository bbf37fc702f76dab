#include "lint/text_rules.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <strings.h>

static UScriptCode script_of(uint32_t point)
{
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript((UChar32)point, &status);
    return U_FAILURE(status) ? USCRIPT_COMMON : script;
}

static const struct {
    const char *lang;
    UScriptCode script;
} scripts[] = {{"en", USCRIPT_LATIN},  {"fr", USCRIPT_LATIN},    {"es", USCRIPT_LATIN},
               {"ar", USCRIPT_ARABIC}, {"ru", USCRIPT_CYRILLIC}, {"zh", USCRIPT_HAN}};

/* By the first subtag; USCRIPT_COMMON where any will do. */
static UScriptCode script_wanted(const char *lang)
{
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
        if (strncmp(lang, scripts[i].lang, 2) == 0 && (!lang[2] || lang[2] == '-'))
            return scripts[i].script;
    return USCRIPT_COMMON;
}

/* Fullwidth letters are told as such. */
static bool is_letter(uint32_t point)
{
    bool fullwidth = point >= 0xFF21 && point <= 0xFF5A;
    return !fullwidth && u_isalpha((UChar32)point) && script_of(point) > USCRIPT_INHERITED;
}

/* Where the letters of one script that begin at @i end. */
static size_t run_end(const struct signs *s, size_t i)
{
    UScriptCode script = script_of(s->points[i]);
    while (i < s->count && is_letter(s->points[i]) && script_of(s->points[i]) == script)
        i++;
    return i;
}

/* A word as ASCII; false: it holds another letter, or is too long to be one. */
static bool ascii_of(const struct signs *s, size_t begin, size_t end, char out[64])
{
    size_t n = 0;
    for (size_t i = begin; i < end; i++) {
        if (s->points[i] >= 0x80 || n == 63)
            return false;
        out[n++] = (char)s->points[i];
    }
    out[n] = '\0';
    return true;
}

static bool english_has(const struct signs *s, const char *word)
{
    const struct lint *l = s->l;
    for (size_t i = l->first[s->name->concept]; i < l->first[s->name->concept + 1]; i++)
        if (lint_is_lang(&l->names[i], "en") && strcasestr(l->names[i].term->text, word))
            return true;
    return false;
}

static void say(const struct signs *s, size_t begin, UScriptCode script, const char *why)
{
    lint_fault_in(s->l, s->name, "the %s letter %s in '%s'%s", uscript_getName(script),
                  sign_text(s->points[begin]).text, s->name->term->text, why);
}

/* Letters beside those of another script, or of a script that is not the language's. */
static void check_run(const struct signs *s, size_t begin, size_t end, UScriptCode wanted)
{
    UScriptCode script = script_of(s->points[begin]);
    bool joined = (begin > 0 && is_letter(s->points[begin - 1])) || (end < s->count && is_letter(s->points[end]));
    char word[64];
    if (script == wanted)
        return;
    if (s->chinese && script == USCRIPT_LATIN) {
        if (!ascii_of(s, begin, end, word))
            say(s, begin, script, "");
        else if (!english_has(s, word))
            lint_fault_in(s->l, s->name, "'%s' in '%s', which no English name of %s has", word, s->name->term->text,
                          s->l->g->concepts[s->name->concept].id);
    } else if (joined && wanted != USCRIPT_HAN && (wanted != USCRIPT_COMMON || script == USCRIPT_CYRILLIC)) {
        say(s, begin, script, ": a word of two scripts");
    } else if (wanted == USCRIPT_LATIN || wanted == USCRIPT_HAN ||
               (wanted != USCRIPT_COMMON && script != USCRIPT_LATIN)) {
        say(s, begin, script, "");
    }
}

void text_script(const struct signs *s)
{
    UScriptCode wanted = script_wanted(s->name->term->lang);
    for (size_t i = 0, end; i < s->count; i = end) {
        end = i + 1;
        if (!is_letter(s->points[i]))
            continue;
        end = run_end(s, i);
        check_run(s, i, end, wanted);
    }
}
