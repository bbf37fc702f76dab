/* our_glossary.h - a database of the glossary that is shipped, with its grammar */
#ifndef TESTS_TERM_OUR_GLOSSARY_H
#define TESTS_TERM_OUR_GLOSSARY_H

#include "format/glossary_files.h"
#include "temp_glossary.h"

MAYBE void load_ours(struct temp *t)
{
    struct glossary glossary = {0};
    struct grammar_files grammar = {0};
    struct grammar_file files[64];
    struct load_report report;
    WORKS(t, glossary_read_all(&glossary, &grammar, SOURCE_DIR "/glossary", &t->err));
    assert_true(grammar.count > 0 && grammar.count <= COUNT(files));
    for (size_t i = 0; i < grammar.count; i++)
        files[i] = (struct grammar_file){grammar.items[i].name, grammar.items[i].text, grammar.items[i].path};
    struct glossary_load all = {
        .concepts = glossary.concepts, .count = glossary.count, .grammar = files, .grammar_count = grammar.count};
    WORKS(t, glossary_load(t->db, &all, NULL, NULL, &report, &t->err));
    grammar_files_free(&grammar);
    glossary_free(&glossary);
}

MAYBE int ours_new(void **state)
{
    if (temp_new(state) != 0)
        return -1;
    load_ours(*state);
    return 0;
}

/* Judge one name; the answer is good until the next. */
MAYBE zhm_name judge_ours(struct temp *t, const char *name, const char *style)
{
    struct question q;
    zhm_options options = {.style = style, .as_of = 20260101};
    zhm_name out = {0};
    WORKS(t, question_of(&options, &q, &t->err));
    WORKS(t, reader_begin(&t->reader, t->db, &t->err));
    WORKS(t, normalise(&t->reader, str_of(name), &q, &out, &t->err));
    reader_end(&t->reader);
    return out;
}

MAYBE const char *name_in(const zhm_subject *s, const char *lang)
{
    const char *name = subject_name(s, lang);
    return name ? name : "";
}

#endif
