/* tables_gen.c - writes the tables of folding, from ICU and spelling.def: tables_gen SPELLING FOLDS SPELLINGS */
#include "text/fold_kind.h"
#include "text/gen.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { LONGEST = 64, SLOTS = 2048, POOL = 65536 };

static const UNormalizer2 *casefold, *decompose;
static UTransliterator *simplify;
static uint32_t classes[64], class_count;
static uint32_t expansions[1 << 16], expansion_count;

static void check(UErrorCode status, const char *what)
{
    if (U_FAILURE(status))
        gen_die("%s: %s", what, u_errorName(status));
}

static void open_icu(void)
{
    static const UChar id[] = u"Traditional-Simplified";
    UErrorCode status = U_ZERO_ERROR;
    casefold = unorm2_getNFKCCasefoldInstance(&status);
    decompose = unorm2_getNFDInstance(&status);
    simplify = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    check(status, "ICU");
}

static bool is_any_of(UChar32 c, const UChar32 *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == c)
            return true;
    return false;
}
#define IS_ANY(c, ...) is_any_of(c, (const UChar32[]){__VA_ARGS__}, sizeof(UChar32[]){__VA_ARGS__} / sizeof(UChar32))

static bool is_sign(UChar32 c)
{
    static const UScriptCode scripts[] = {USCRIPT_HAN,      USCRIPT_HIRAGANA, USCRIPT_KATAKANA,
                                          USCRIPT_BOPOMOFO, USCRIPT_YI,       USCRIPT_HANGUL,
                                          USCRIPT_NUSHU,    USCRIPT_TANGUT,   USCRIPT_KHITAN_SMALL_SCRIPT};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        if (uscript_hasScript(c, scripts[i]))
            return true;
    return u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT;
}

static enum fold_kind letter_kind(UChar32 c)
{
    switch (u_getIntPropertyValue(c, UCHAR_HANGUL_SYLLABLE_TYPE)) {
    case U_HST_LEADING_JAMO:
        return KIND_LEAD;
    case U_HST_VOWEL_JAMO:
        return KIND_VOWEL;
    case U_HST_TRAILING_JAMO:
        return KIND_TRAIL;
    case U_HST_LV_SYLLABLE:
    case U_HST_LVT_SYLLABLE:
        return KIND_HANGUL;
    default:
        break;
    }
    if (is_sign(c))
        return KIND_SIGN;
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript(c, &status);
    return script == USCRIPT_LATIN || script == USCRIPT_GREEK ? KIND_LATIN : KIND_LETTER;
}

static enum fold_kind punctuation_kind(UChar32 c)
{
    if (IS_ANY(c, '.'))
        return KIND_STOP;
    if (IS_ANY(c, ','))
        return KIND_COMMA;
    if (IS_ANY(c, '\'', 0x2019, 0x201B, 0x2032, 0x2B9, 0x2BC, 0x2BE))
        return KIND_APOSTROPHE;
    if (IS_ANY(c, '`', 0x2018, 0x2BB, 0x2BD, 0x2BF))
        return KIND_OPEN;
    if (u_hasBinaryProperty(c, UCHAR_QUOTATION_MARK) || (c >= 0x3008 && c <= 0x300B) || IS_ANY(c, 0x2BA))
        return KIND_QUOTE;
    if (IS_ANY(c, 0xB7, 0x2022, 0x2027, 0x2219, 0x22C5, 0x30FB))
        return KIND_MIDDLE_DOT;
    if (u_charType(c) == U_DASH_PUNCTUATION || IS_ANY(c, 0x2043, 0x2212, 0x2500))
        return KIND_DASH;
    if (IS_ANY(c, '\n', '\v', '\f', '\r', 0x85, 0x2028, 0x2029))
        return KIND_BREAK;
    return u_isUWhiteSpace(c) ? KIND_SPACE : KIND_OTHER;
}

static enum fold_kind kind_of(UChar32 c)
{
    enum fold_kind kind = punctuation_kind(c);
    uint32_t type = U_GET_GC_MASK(c);
    if (kind != KIND_OTHER)
        return kind;
    if (type & U_GC_M_MASK)
        return KIND_MARK;
    if (type & U_GC_ND_MASK)
        return KIND_DIGIT;
    return type & (U_GC_L_MASK | U_GC_NL_MASK) ? letter_kind(c) : KIND_OTHER;
}

static uint32_t class_index(UChar32 mark)
{
    uint32_t i = 0, class = u_getCombiningClass(mark);
    while (i < class_count && classes[i] != class)
        i++;
    if (i == 64)
        gen_die("more than 64 combining classes");
    if (i == class_count)
        classes[class_count++] = class;
    return i;
}

/* The simplified form where it is one character, followed to its end. */
static UChar32 simplified(UChar32 c)
{
    for (int round = 0; round < 4 && uscript_hasScript(c, USCRIPT_HAN); round++) {
        UChar text[LONGEST];
        int32_t length = 0, at = 0;
        UErrorCode status = U_ZERO_ERROR;
        U16_APPEND_UNSAFE(text, length, c);
        int32_t limit = length;
        utrans_transUChars(simplify, text, &length, LONGEST, 0, &limit, &status);
        check(status, "Traditional-Simplified");
        UChar32 next;
        U16_NEXT(text, at, length, next);
        if (at != length || next == c)
            return c;
        c = next;
    }
    return c;
}

static size_t add_point(uint32_t *entries, size_t count, UChar32 c)
{
    enum fold_kind kind = kind_of(c);
    if (c == '&')
        for (int i = 0; i < 3; i++)
            entries[count++] = ENTRY("and"[i], KIND_AND, 0);
    else if (kind == KIND_DASH)
        entries[count++] = ENTRY('-', kind, 0);
    else if (kind == KIND_MIDDLE_DOT)
        entries[count++] = ENTRY(0xB7, kind, 0);
    else if (kind != KIND_MARK)
        entries[count++] = ENTRY(c, kind, 0);
    else if (count == 0 || ENTRY_KIND(entries[count - 1]) != KIND_LATIN)
        entries[count++] = ENTRY(c, kind, class_index(c));
    return count;
}

static size_t fold_point(UChar32 c, uint32_t *entries)
{
    UChar source[2], folded[LONGEST], apart[LONGEST];
    int32_t length = 0;
    U16_APPEND_UNSAFE(source, length, c);
    UErrorCode status = U_ZERO_ERROR;
    length = unorm2_normalize(casefold, source, length, folded, LONGEST, &status);
    length = unorm2_normalize(decompose, folded, length, apart, LONGEST, &status);
    check(status, "normalising");
    size_t count = 0;
    for (int32_t i = 0; i < length;) {
        UChar32 next;
        U16_NEXT(apart, i, length, next);
        count = add_point(entries, count, simplified(next));
    }
    return count;
}

static uint32_t entry_of(UChar32 c)
{
    uint32_t entries[LONGEST];
    if (U_IS_SURROGATE(c))
        return ENTRY(0, KIND_OTHER, 0);
    if (letter_kind(c) == KIND_HANGUL)
        return ENTRY(0, KIND_HANGUL, 0);
    size_t count = fold_point(c, entries);
    if (count == 0)
        return ENTRY(0, KIND_NOTHING, 0);
    if (count == 1)
        return ENTRY_POINT(entries[0]) == (uint32_t)c ? entries[0] & ~ENTRY_POINT(~0u) : entries[0];
    if (expansion_count + count > sizeof expansions / sizeof *expansions)
        gen_die("too many expansions");
    uint32_t place = expansion_count;
    for (size_t i = 0; i < count; i++)
        expansions[expansion_count++] = entries[i];
    return ENTRY(place, KIND_EXPAND, count);
}

static void write_folds(FILE *out)
{
    uint32_t *entries = gen_alloc(POINTS * sizeof *entries);
    for (UChar32 c = 0; c < (UChar32)POINTS; c++)
        entries[c] = entry_of(c);
    gen_two_stages(out, "fold", "uint32_t", entries);
    gen_array(out, "fold_expansions", "uint32_t", expansions, expansion_count);
    gen_array(out, "fold_classes", "uint8_t", classes, 64);
    free(entries);
}

static char pool[POOL];
static size_t pool_used = 1;
static struct {
    uint32_t hash;
    size_t from, to;
} slots[SLOTS];

static size_t pool_add(const char *text)
{
    size_t place = pool_used, size = strlen(text) + 1;
    if (place + size > POOL)
        gen_die("the spelling table is full");
    memcpy(pool + place, text, size);
    pool_used += size;
    return place;
}

static uint32_t hash_of(const char *word)
{
    uint32_t hash = 0;
    for (; *word; word++)
        hash = spelling_hash(hash, (unsigned char)*word);
    return hash;
}

/* The slot of @word, or the empty one where it belongs. */
static size_t slot_of(const char *word)
{
    size_t slot = spelling_slot(hash_of(word), SLOTS);
    while (slots[slot].from && strcmp(pool + slots[slot].from, word) != 0)
        slot = (slot + 1) % SLOTS;
    return slot;
}

/* Folding works in place, so a word may not grow. */
static void add_spelling(const char *place, const char *from, const char *to)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    static size_t used;
    if (from[strspn(from, letters)] || to[strspn(to, letters)] || !*to)
        gen_die("%s: lower-case letters are needed", place);
    if (strlen(to) > strlen(from))
        gen_die("%s: the second spelling is longer", place);
    size_t slot = slot_of(from);
    if (slots[slot].from)
        gen_die("%s: %s is here twice", place, from);
    if (++used > SLOTS / 2)
        gen_die("%s: too many words", place);
    slots[slot].hash = hash_of(from);
    slots[slot].from = pool_add(from);
    slots[slot].to = pool_add(to);
}

static void write_spellings(FILE *out, const char *path)
{
    gen_read_rows(path, add_spelling);
    fprintf(out, "static const struct spelling { uint32_t hash; uint16_t from, to; } spellings[%d] = {\n", SLOTS);
    for (size_t i = 0; i < SLOTS; i++) {
        if (slots[i].from && slots[slot_of(pool + slots[i].to)].from)
            gen_die("%s: %s is both left and right", path, pool + slots[i].to);
        fprintf(out, "{%u,%zu,%zu},%s", slots[i].hash, slots[i].from, slots[i].to, i % 8 == 7 ? "\n" : "");
    }
    fprintf(out, "};\nstatic const char spelling_words[%zu] = {", pool_used);
    for (size_t i = 0; i < pool_used; i++)
        fprintf(out, "%s%d,", i % 32 ? "" : "\n", pool[i]);
    fputs("\n};\n", out);
}

static void write_file(const char *path, const char *spelling)
{
    FILE *out = fopen(path, "w");
    if (!out)
        gen_die("%s: cannot be written", path);
    fputs("/* written by tables_gen; do not edit */\n#include <stdint.h>\n", out);
    if (spelling)
        write_spellings(out, spelling);
    else
        write_folds(out);
    if (fclose(out) != 0)
        gen_die("%s: cannot be written", path);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        gen_die("usage: tables_gen SPELLING FOLDS SPELLINGS");
    open_icu();
    write_file(argv[2], NULL);
    write_file(argv[3], argv[1]);
    utrans_close(simplify);
    return 0;
}
