/* fuzz_grammar - the reader of a grammar's files: any bytes
 * build a block that can be looked at, or are refused in words
 *
 * The first byte says what the rest is: its lowest bit a lexicon or rules, the next whether files that are sound stand
 * beside it, so that what it says of them is looked up too.
 */
#include "fuzz.h"
#include "term/grammar.h"

#include <stdio.h>
#include <stdlib.h>

static const char words[] = "class\tzh\ten\tattributes\tsource\tnote\n"
                            "kind\t厅|省厅\tDepartment|~Hall\thead=dg at=province,region\tX\n"
                            "post\t厅长\tDirector-General|beijing-2008:Director\thead=dg\n"
                            "vice\t副\tVice\tgrade=vice\n"
                            "nationality\t老\tLao\tof=country/la\n";
static const char rules[] =
    "rule deputy\n  post = head:post word:vice\n  when head.grade != vice\n  set grade = vice\n"
    "  zh 副{head}\n  en {word} {head} /t\n"
    "rule body\n  organ = place kind\n  zh {place}~{kind}\n  en {kind} of (the) {place/short}\n";

static void judge(zhm_code code, struct buf *block, const zhm_error *err)
{
    struct grammar g;
    zhm_error other = {0};
    if (code == ZHM_OK && grammar_view(buf_str(block), &g, &other) != ZHM_OK)
        FUZZ_FAIL("a block that cannot be looked at: %s", other.text);
    if (code != ZHM_OK && block->len > 0)
        FUZZ_FAIL("a block in spite of %s", err->text);
    if (code != ZHM_OK && ((code != ZHM_BAD_INPUT && code != ZHM_LIMIT) || !*err->text))
        FUZZ_FAIL("%s: %s", zhm_code_name(code), err->text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    bool lexicon = data[0] & 1;
    struct str text = {(const char *)data + 1, size - 1};
    struct grammar_file files[] = {{.name = STR("a.rules"), .text = text},
                                   {.name = STR("words.tsv"), .text = STR(words)},
                                   {.name = STR("b.rules"), .text = STR(rules)}};
    if (lexicon)
        files[0].name = STR("a.tsv");
    struct buf block = {0}, again = {0};
    zhm_error err = {0}, other = {0};
    size_t count = data[0] & 2 ? 3 : 1;
    zhm_code code = grammar_build(files, count, &block, &err);
    judge(code, &block, &err);
    if (grammar_build(files, count, &again, &other) != code || !str_equal(buf_str(&block), buf_str(&again)))
        FUZZ_FAIL("built again, it is another block");
    buf_free(&block);
    buf_free(&again);
    return 0;
}
