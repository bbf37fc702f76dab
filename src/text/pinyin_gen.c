/* pinyin_gen.c - writes the tables of readings, from ICU and pinyin.def: pinyin_gen WORDS OUTPUT */
#include "text/gen.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>
#include <unicode/utrans.h>

enum { LONGEST = 64, MOST_SYLLABLES = 1024, MOST_WORDS = 4096, SYLLABLE = 8, WORD = 16 };

struct word {
    uint32_t points[WORD], syllables[WORD], length;
};

static char syllables[MOST_SYLLABLES][SYLLABLE];
static uint32_t syllable_count;
static struct word words[MOST_WORDS];
static size_t word_count;

/* The letters of a reading: no tones, ü as v. @return whether it is one syllable */
static bool plain(const UChar *reading, int32_t length, char *out)
{
    int n = 0;
    for (int32_t i = 0; i < length; i++) {
        UChar c = reading[i];
        if (c == 0x308 && n > 0 && out[n - 1] == 'u')
            out[n - 1] = 'v';
        if (c >= 0x300 && c < 0x370)
            continue;
        if (c < 'a' || c > 'z' || n == SYLLABLE - 1)
            return false;
        out[n++] = (char)c;
    }
    out[n] = '\0';
    return n > 0;
}

static uint32_t find_syllable(const char *text)
{
    uint32_t i = 1;
    while (i <= syllable_count && strcmp(syllables[i], text) != 0)
        i++;
    return i;
}

static uint32_t add_syllable(const char *text)
{
    uint32_t i = find_syllable(text);
    if (i <= syllable_count)
        return i;
    if (i == MOST_SYLLABLES)
        gen_die("too many syllables");
    syllable_count++;
    memcpy(syllables[i], text, strlen(text) + 1);
    return i;
}

static uint32_t reading_of(UTransliterator *latin, UChar32 c)
{
    UChar text[LONGEST];
    char letters[SYLLABLE];
    int32_t length = 0;
    UErrorCode status = U_ZERO_ERROR;
    if (!uscript_hasScript(c, USCRIPT_HAN))
        return 0;
    U16_APPEND_UNSAFE(text, length, c);
    int32_t limit = length;
    utrans_transUChars(latin, text, &length, LONGEST, 0, &limit, &status);
    if (U_FAILURE(status))
        gen_die("Han-Latin: %s", u_errorName(status));
    return plain(text, length, letters) ? add_syllable(letters) : 0;
}

static uint32_t *read_icu(void)
{
    UErrorCode status = U_ZERO_ERROR;
    UTransliterator *latin = utrans_openU(u"Han-Latin; NFD", -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    if (U_FAILURE(status))
        gen_die("Han-Latin: %s", u_errorName(status));
    uint32_t *readings = gen_alloc(POINTS * sizeof *readings);
    for (UChar32 c = 0x2E80; c < (UChar32)POINTS; c++)
        readings[c] = U_IS_SURROGATE(c) ? 0 : reading_of(latin, c);
    utrans_close(latin);
    return readings;
}

static void add_word(const char *place, const char *text, const char *reading)
{
    struct word *w = &words[word_count];
    int32_t i = 0, length = (int32_t)strlen(text);
    if (++word_count == MOST_WORDS)
        gen_die("%s: too many words", place);
    while (i < length) {
        UChar32 c;
        U8_NEXT(text, i, length, c);
        size_t letters = strcspn(reading, " ");
        if (c < 0 || letters == 0 || letters >= SYLLABLE || w->length == WORD)
            gen_die("%s: a syllable a character is needed", place);
        char syllable[SYLLABLE] = {0};
        memcpy(syllable, reading, letters);
        reading += letters + (reading[letters] == ' ');
        if (find_syllable(syllable) > syllable_count)
            gen_die("%s: %s is no syllable", place, syllable);
        w->points[w->length] = (uint32_t)c;
        w->syllables[w->length++] = find_syllable(syllable);
    }
    if (*reading)
        gen_die("%s: more syllables than characters", place);
}

/* By the first character, the longest first. */
static int compare_words(const void *a, const void *b)
{
    const struct word *v = a, *w = b;
    if (v->points[0] != w->points[0])
        return v->points[0] < w->points[0] ? -1 : 1;
    return v->length != w->length ? (v->length < w->length) - (v->length > w->length)
                                  : memcmp(v->points, w->points, sizeof v->points);
}

static void write_words(FILE *out)
{
    qsort(words, word_count, sizeof *words, compare_words);
    fprintf(out,
            "static const struct pinyin_word { uint32_t length, points[%d]; uint16_t syllables[%d]; } "
            "pinyin_words[%zu] = {\n",
            WORD, WORD, word_count);
    for (size_t i = 0; i < word_count; i++) {
        if (i > 0 && compare_words(&words[i - 1], &words[i]) == 0)
            gen_die("a word is here twice, U+%04X ...", words[i].points[0]);
        fprintf(out, "{%u,{", words[i].length);
        for (uint32_t k = 0; k < words[i].length; k++)
            fprintf(out, "%u,", words[i].points[k]);
        fputs("},{", out);
        for (uint32_t k = 0; k < words[i].length; k++)
            fprintf(out, "%u,", words[i].syllables[k]);
        fputs("}},\n", out);
    }
    fputs("};\n", out);
}

static void write_syllables(FILE *out)
{
    fprintf(out, "static const char pinyin_syllables[%u][%d] = {\n", syllable_count + 1, SYLLABLE);
    for (uint32_t i = 0; i <= syllable_count; i++)
        fprintf(out, "\"%s\",%s", syllables[i], i % 12 == 11 ? "\n" : "");
    fputs("\n};\n", out);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        gen_die("usage: pinyin_gen WORDS OUTPUT");
    uint32_t *readings = read_icu();
    gen_read_rows(argv[1], add_word);
    FILE *out = fopen(argv[2], "w");
    if (!out)
        gen_die("%s: cannot be written", argv[2]);
    fputs("/* written by pinyin_gen; do not edit */\n#include <stdint.h>\n", out);
    gen_two_stages(out, "pinyin", "uint16_t", readings);
    write_syllables(out);
    write_words(out);
    free(readings);
    if (fclose(out) != 0)
        gen_die("%s: cannot be written", argv[2]);
    return 0;
}
