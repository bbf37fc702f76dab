/* chart_trial.h - a chart over a text, of a grammar given as text, with no glossary behind it */
#ifndef TESTS_TERM_CHART_TRIAL_H
#define TESTS_TERM_CHART_TRIAL_H

#include "term/chart.h"

#include "temp_glossary.h"

#define LEXICON "class\tzh\ten\tattributes\tsource\tnote\n"

/* A grammar of two files, and all readings of a text. */
struct trial {
    struct buf block, lexicon, rules;
    struct grammar grammar;
    struct reader reader;
    struct question question;
    struct chart chart;
    struct node **words, **made; /* single readings */
    size_t word_count, made_count;
    zhm_error err;
};

MAYBE zhm_code trial_build(struct trial *b)
{
    const struct grammar_file files[] = {{.name = STR("words.tsv"), .text = buf_str(&b->lexicon)},
                                         {.name = STR("a.rules"), .text = buf_str(&b->rules)}};
    buf_clear(&b->block);
    zhm_code code = grammar_build(files, COUNT(files), &b->block, &b->err);
    return code == ZHM_OK ? grammar_view(buf_str(&b->block), &b->grammar, &b->err) : code;
}

MAYBE void trial_given(struct trial *b, const char *rows, const char *rules)
{
    *b = (struct trial){0};
    buf_append_text(&b->lexicon, LEXICON);
    buf_append_text(&b->lexicon, rows);
    buf_append_text(&b->rules, rules);
    WORKS(b, trial_build(b));
}

/* All readings of the spans. */
MAYBE zhm_code trial_resolve(struct trial *b, struct span **spans, size_t count, struct node ***out, size_t *total)
{
    zhm_code code = ZHM_OK;
    size_t room = 0, n = 0;
    for (size_t i = 0; code == ZHM_OK && i < count; i++) {
        code = chart_resolve(&b->chart, spans[i], &b->err);
        room += spans[i]->node_count;
    }
    *out = arena_array(&b->reader.arena, room + 1, sizeof(struct node *));
    assert_non_null(*out);
    for (size_t i = 0; code == ZHM_OK && i < count; i++)
        for (size_t k = 0; k < spans[i]->node_count; k++)
            (*out)[n++] = spans[i]->nodes[k];
    *total = n;
    return code;
}

MAYBE zhm_code trial_run(struct trial *b, const char *text)
{
    struct chart *c = &b->chart;
    arena_clear(&b->reader.arena);
    *c = (struct chart){.reader = &b->reader, .grammar = &b->grammar, .question = &b->question, .text = str_of(text)};
    WORKS(b, question_of(NULL, &b->question, &b->err));
    chart_begin(c);
    WORKS(b, fold_text(c->text, &b->reader.folded, &b->err));
    WORKS(b, chart_add_words(c, &b->err));
    zhm_code code = chart_run(c, &b->err);
    if (code == ZHM_OK)
        code = trial_resolve(b, c->words, c->word_count, &b->words, &b->word_count);
    return code == ZHM_OK ? trial_resolve(b, c->made, c->made_count, &b->made, &b->made_count) : code;
}

MAYBE void trial_free(struct trial *b)
{
    reader_free(&b->reader);
    buf_free(&b->block);
    buf_free(&b->lexicon);
    buf_free(&b->rules);
}

#endif
