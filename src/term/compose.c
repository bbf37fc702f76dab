#include "term/compose.h"

#include "term/numerals.h"

#include "base/fault.h"
#include "text/fold.h"
#include "text/pinyin.h"

/* Writing goes into a buffer; what has no form in the language is not written, which is no fault. */
struct writer {
    struct chart *chart;
    enum grammar_lang lang;
    zhm_error *err;
    zhm_code code;
};

static bool write_node(struct writer *w, struct node *n, uint32_t tag, struct buf *out);

static bool fault(struct writer *w, zhm_code code)
{
    w->code = code;
    return false;
}

static bool no_memory(struct writer *w)
{
    return fault(w, zhm_fail(w->err, ZHM_NO_MEMORY, "no memory to write a name"));
}

static const char *tag_of_lang(enum grammar_lang lang)
{
    return lang == GRAMMAR_ZH ? "zh-Hans" : "en";
}

bool compose_category(const struct chart *c, uint32_t symbol, zhm_category *out)
{
    for (zhm_category k = ZHM_AGENCY; k <= ZHM_PERSON; k++)
        if (c->categories[k] == symbol) {
            *out = k;
            return true;
        }
    return false;
}

bool compose_category_alone(const struct chart *c, uint32_t symbol, zhm_category *out)
{
    for (zhm_category k = ZHM_AGENCY; k <= ZHM_PERSON; k++)
        if (c->alone[k] == symbol) {
            *out = k;
            return true;
        }
    return compose_category(c, symbol, out);
}

/* The form to write: of the style, or the official one. */
static const struct grammar_row_form *row_form(const struct chart *c, const struct grammar_row *row,
                                               enum grammar_lang lang)
{
    const struct grammar *g = c->grammar;
    const struct grammar_row_form *official = NULL;
    for (uint32_t i = 0; i < row->forms.count; i++) {
        const struct grammar_row_form *f = &g->row_forms[row->forms.first + i];
        if (f->lang != lang || !(f->flags & GRAMMAR_OFFICIAL))
            continue;
        if (f->style && f->style == c->style)
            return f;
        if (!f->style)
            official = f;
    }
    return official;
}

static bool write_row(struct writer *w, const struct grammar_row *row, struct buf *out)
{
    const struct grammar_row_form *form = row_form(w->chart, row, w->lang);
    if (!form)
        return false;
    buf_append_text(out, grammar_text(w->chart->grammar, form->text));
    return true;
}

static bool term_is(const zhm_term *t, const char *lang, zhm_term_type type, const struct question *q)
{
    return t->type == type && strcmp(t->lang, lang) == 0 && term_standing(t, q) <= STANDING_ADMITTED;
}

/* A concept under a tag: its short form, its abbreviation, or the row of that class that speaks of it. */
static bool write_tagged(struct writer *w, const zhm_concept *concept, uint32_t tag, struct buf *out)
{
    const struct grammar *g = w->chart->grammar;
    const char *name = grammar_text(g, tag);
    bool is_short = strcmp(name, "short") == 0, is_abbreviation = strcmp(name, "abbreviation") == 0;
    for (size_t i = 0; (is_short || is_abbreviation) && i < concept->term_count; i++) {
        const zhm_term *t = &concept->terms[i];
        if (term_is(t, tag_of_lang(w->lang), is_short ? ZHM_SHORT : ZHM_ABBREVIATION, w->chart->question)) {
            buf_append_text(out, t->text);
            return true;
        }
    }
    const char *customary = w->lang == GRAMMAR_ZH ? "in-titles" : "in-titles-en";
    for (size_t i = 0; i < concept->attribute_count; i++)
        if (strcmp(name, "title") == 0 && strcmp(concept->attributes[i].name, customary) == 0) {
            buf_append_text(out, concept->attributes[i].value);
            return true;
        }
    uint32_t symbol = grammar_symbol_of(g, name);
    const struct grammar_run rows = symbol == UINT32_MAX ? (struct grammar_run){0} : g->symbols[symbol].rows;
    for (uint32_t i = 0; i < rows.count; i++) {
        const struct grammar_row *row = &g->rows[g->symbol_rows[rows.first + i]];
        if (row->concept && strcmp(grammar_text(g, row->concept), concept->id) == 0)
            return write_row(w, row, out);
    }
    return false;
}

static bool write_official(struct writer *w, const zhm_concept *concept, struct buf *out)
{
    zhm_subject subject;
    zhm_code code = subject_of(w->chart->reader, concept, w->chart->question, &subject, w->err);
    if (code != ZHM_OK)
        return fault(w, code);
    const char *name = subject_name(&subject, tag_of_lang(w->lang));
    if (name)
        buf_append_text(out, name);
    return name != NULL;
}

/* "Bairin Right Banner" without its last word, where a class "generic" has it. */
static void drop_generic(const struct chart *c, size_t begin, struct buf *out)
{
    const struct grammar *g = c->grammar;
    const struct grammar_run rows = c->generic == UINT32_MAX ? (struct grammar_run){0} : g->symbols[c->generic].rows;
    for (uint32_t i = 0; i < rows.count; i++) {
        const struct grammar_row_form *form = row_form(c, &g->rows[g->symbol_rows[rows.first + i]], GRAMMAR_EN);
        const char *word = form ? grammar_text(g, form->text) : "";
        size_t n = strlen(word);
        if (n == 0 || out->len < begin + n + 2 || memcmp(out->data + out->len - n, word, n) != 0)
            continue;
        if (out->data[out->len - n - 1] == ' ') {
            out->len -= n + 1;
            return;
        }
    }
}

static bool write_concept(struct writer *w, const zhm_concept *concept, uint32_t tag, struct buf *out)
{
    if (tag && write_tagged(w, concept, tag, out))
        return true;
    bool is_short = tag && tag == w->chart->tag_short;
    size_t begin = out->len;
    if ((tag && !is_short) || !write_official(w, concept, out))
        return false;
    if (is_short && w->lang == GRAMMAR_EN)
        drop_generic(w->chart, begin, out);
    return true;
}

static bool write_number(struct writer *w, const struct node *n, uint32_t tag, struct buf *out)
{
    const char *name = grammar_text(w->chart->grammar, tag);
    if (w->lang == GRAMMAR_ZH)
        numeral_write_chinese(n->number, out);
    else
        numeral_write_english(n->number,
                              strcmp(name, "th") == 0     ? NUMERAL_TH
                              : strcmp(name, "word") == 0 ? NUMERAL_WORD
                                                          : NUMERAL_PLAIN,
                              out);
    return true;
}

/* Liulin; an apostrophe before a syllable that begins with a vowel: Xi'an. */
static bool write_sound(struct writer *w, struct str stem, struct buf *out)
{
    struct buf syllables = {0};
    zhm_code code = pinyin_of(stem, &syllables, w->err);
    size_t begin = out->len;
    bool next = false;
    for (size_t i = 0; code == ZHM_OK && i < syllables.len; i++) {
        char ch = syllables.data[i];
        if (next && strchr("aoe", ch))
            buf_append_char(out, '\'');
        next = ch == ' ';
        if (!next)
            buf_append_char(out, out->len == begin ? (char)(ch - 'a' + 'A') : ch == 'v' ? 'u' : ch);
    }
    buf_free(&syllables);
    return code == ZHM_OK || (code == ZHM_NOT_FOUND ? false : fault(w, code));
}

/* A stem that is a place of the glossary has its English: 河内 of 河内市 is Hanoi. */
static bool write_listed(struct writer *w, struct str stem, struct buf *out)
{
    struct named_list all = {0};
    struct buf *key = &w->chart->reader->key;
    uint32_t tag = w->chart->tag_short == UINT32_MAX ? 0 : w->chart->tag_short;
    buf_clear(key);
    zhm_code code = fold_key(stem, key, w->err);
    if (code == ZHM_OK && key->len > 0)
        code = names_find(w->chart->reader, buf_str(key), &all, w->err);
    if (code != ZHM_OK)
        return fault(w, code);
    for (size_t i = 0; i < all.count; i++)
        if (all.items[i].concept->category == ZHM_PLACE && write_concept(w, all.items[i].concept, tag, out))
            return true;
    return false;
}

static bool write_place(struct writer *w, const struct node *n, uint32_t tag, struct buf *out)
{
    const struct grammar *g = w->chart->grammar;
    struct str text = chart_text(w->chart, n->start, n->end), stem = text;
    size_t generic = strlen(grammar_text(g, n->word->text));
    stem.len -= generic < stem.len ? generic : 0;
    while (stem.len > 0 && stem.data[stem.len - 1] == ' ')
        stem.len--;
    bool is_short = tag && tag == w->chart->tag_short;
    if (w->lang == n->lang) {
        buf_append_str(out, is_short ? stem : text);
        return true;
    }
    if (w->lang == GRAMMAR_ZH || (!write_listed(w, stem, out) && !write_sound(w, stem, out)))
        return false;
    if (is_short)
        return true;
    buf_append_char(out, ' ');
    return write_row(w, &g->rows[n->word->row], out);
}

/* A part that was not read: the first row of its class that the conditions allow. */
static bool supply(struct writer *w, const struct grammar_form *form, uint32_t part, struct node **parts)
{
    const struct grammar *g = w->chart->grammar;
    const struct grammar_rule *rule = &g->rules[form->rule];
    uint32_t symbol = g->parts[rule->parts.first + part].symbol;
    const struct grammar_run rows = g->symbols[symbol].rows;
    struct node *n = arena_alloc(&w->chart->reader->arena, sizeof *n);
    if (!n)
        return no_memory(w);
    for (uint32_t i = 0; i < rows.count; i++) {
        const struct grammar_row *row = &g->rows[g->symbol_rows[rows.first + i]];
        const struct grammar_row_form *text = row_form(w->chart, row, w->lang);
        if (!text)
            continue;
        *n = (struct node){.symbol = symbol, .kind = NODE_WORD, .word = text, .attributes = row->attributes};
        parts[part] = n;
        if (chart_conditions_hold(w->chart, rule->conditions, parts) &&
            chart_conditions_hold(w->chart, form->conditions, parts))
            return true;
    }
    parts[part] = NULL;
    return false;
}

/* Runs of a text's words. */
enum { PHRASE_WORDS = 3, PHRASES_MAX = 48 };
struct phrases {
    struct str items[PHRASES_MAX];
    size_t count;
    bool open; /* the text goes on behind them */
};

static bool is_phrase(const struct phrases *p, const char *words)
{
    size_t len = 0;
    for (size_t i = 0; i < p->count; i++) {
        struct str text = p->items[i];
        if (text.len == 0 || text.data[0] != *words)
            continue;
        len = len ? len : strlen(words);
        char next = len < text.len ? text.data[len] : ' ';
        if (len <= text.len && (p->open || len == text.len) && memcmp(text.data, words, len) == 0 &&
            (next < 'a' || next > 'z'))
            return true;
    }
    return false;
}

/* The noun of a name with what stands before it: European Central Bank; Department, of Department of Commerce. */
static struct str head_of(struct str text)
{
    static const char *const ends[] = {" of ", " for ", " on ", " in ", " to ", " against ", ", ", NULL};
    for (size_t i = 0; i < text.len; i++)
        for (const char *const *end = ends; (text.data[i] == ' ' || text.data[i] == ',') && *end; end++)
            if (str_starts(str_from(text, i), str_of(*end)))
                return (struct str){text.data, i};
    return text;
}

/* The runs of at most PHRASE_WORDS words that the text ends with, or those that stand within it. */
static struct phrases phrases_of(struct str text, bool within)
{
    struct phrases p = {.count = 0};
    size_t starts[PHRASE_WORDS], words = 0;
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        for (end = at; end < text.len && text.data[end] != ' ';)
            end++;
        starts[words++ % PHRASE_WORDS] = at;
        size_t most = words < PHRASE_WORDS ? words : PHRASE_WORDS;
        for (size_t k = 1; (within ? end < text.len : end == text.len) && k <= most && p.count < PHRASES_MAX; k++) {
            size_t start = starts[(words - k) % PHRASE_WORDS];
            if (!within || start > 0)
                p.items[p.count++] = (struct str){text.data + start, end - start};
        }
    }
    return p;
}

/* Whether a form of a class is one of the phrases; in a style that has its own forms there, one of those. */
static bool is_listed(const struct chart *c, uint32_t symbol, const struct phrases *p, bool *styled)
{
    const struct grammar *g = c->grammar;
    const struct grammar_run rows = symbol == UINT32_MAX ? (struct grammar_run){0} : g->symbols[symbol].rows;
    bool found = false;
    for (uint32_t i = 0; i < rows.count; i++) {
        const struct grammar_row *row = &g->rows[g->symbol_rows[rows.first + i]];
        for (uint32_t k = 0; k < row->forms.count; k++) {
            const struct grammar_row_form *f = &g->row_forms[row->forms.first + k];
            bool own = f->style && f->style == c->style;
            if (own && !*styled) {
                *styled = true;
                found = false;
            }
            if ((own || (!*styled && !f->style)) && is_phrase(p, grammar_text(g, f->text)))
                found = true;
        }
    }
    return found;
}

static bool is_body(const struct chart *c, const struct node *n)
{
    const zhm_concept *held = n->concept;
    zhm_category category = ZHM_PLACE;
    if (held)
        return held->category == ZHM_AGENCY;
    return compose_category(c, n->symbol, &category) && category == ZHM_AGENCY;
}

/* Whether a name stands with "the" in a text: its first words are those of class "the", or it is a body whose noun is
 * one of class "the-noun"; not one that rules put together with a place before it (Hangzhou Municipal Bureau). */
static bool wants_article(const struct chart *c, const struct node *n, struct str text)
{
    const struct phrases whole = {.items = {text}, .count = 1, .open = true};
    bool styled = false, plain = false;
    if (is_listed(c, c->the, &whole, &styled))
        return true;
    if (styled || !is_body(c, n))
        return false;
    struct phrases ends = phrases_of(head_of(text), false), within = {.count = 0};
    if (!n->concept)
        within = phrases_of(head_of(text), true);
    return is_listed(c, c->the_noun, &ends, &styled) && !is_listed(c, c->generic_adj, &within, &plain);
}

/* Take out @skip bytes at @at, and put "the " there. */
static void edit(struct buf *out, size_t at, size_t skip, bool article)
{
    static const char the[] = "the ";
    size_t more = article ? sizeof the - 1 : 0;
    if ((!skip && !more) || !buf_reserve(out, more))
        return;
    memmove(out->data + at + more, out->data + at + skip, out->len - at - skip);
    memcpy(out->data + at, the, more);
    out->len = out->len + more - skip;
}

static bool write_part(struct writer *w, const struct grammar_piece *piece, struct node *n, bool article,
                       struct buf *out)
{
    size_t at = out->len, skip = 0;
    if (!write_node(w, n, piece->tag, out) || out->failed)
        return false;
    const char *leave = grammar_text(w->chart->grammar, piece->text);
    if (piece->text && str_starts((struct str){out->data + at, out->len - at}, str_of(leave)))
        for (skip = strlen(leave); at + skip < out->len && out->data[at + skip] == ' ';)
            skip++;
    struct str text = {out->data + at + skip, out->len - at - skip};
    edit(out, at, skip, article && w->lang == GRAMMAR_EN && wants_article(w->chart, n, text));
    return true;
}

static bool write_pieces(struct writer *w, const struct grammar_form *form, struct node **parts, struct buf *out)
{
    const struct grammar *g = w->chart->grammar;
    bool article = false;
    for (uint32_t i = 0; i < form->output.count; i++) {
        const struct grammar_piece *piece = &g->pieces[form->output.first + i];
        if (piece->kind == GRAMMAR_ARTICLE) {
            article = true;
        } else if (piece->kind == GRAMMAR_TEXT) {
            const char *text = grammar_text(g, piece->text);
            buf_append_text(out, article && *text == ' ' ? text + 1 : text);
        } else {
            if (!parts[piece->part] && !supply(w, form, piece->part, parts))
                return false;
            if (!write_part(w, piece, parts[piece->part], article, out))
                return false;
            article = false;
        }
    }
    return true;
}

static bool try_form(struct writer *w, const struct grammar_form *form, const struct node *n, struct buf *out)
{
    const struct grammar *g = w->chart->grammar;
    const struct grammar_rule *rule = &g->rules[form->rule];
    struct node *parts[GRAMMAR_PARTS_MAX] = {NULL};
    size_t begin = out->len;
    memcpy(parts, n->parts, rule->parts.count * sizeof *parts);
    if (chart_conditions_hold(w->chart, form->conditions, parts) && write_pieces(w, form, parts, out))
        return true;
    out->len = begin;
    return false;
}

enum { FORMS_OF_STYLE, FORMS_OF_ALL, FORM_PASSES };

static bool write_rule(struct writer *w, const struct node *n, uint32_t tag, struct buf *out)
{
    const struct chart *c = w->chart;
    const struct grammar *g = c->grammar;
    const struct grammar_rule *rule = &g->rules[n->form->rule];
    const struct grammar_run forms = rule->forms;
    if (rule->same)
        return n->parts[rule->head] && write_node(w, n->parts[rule->head], tag, out);
    for (int pass = 0; pass < FORM_PASSES; pass++)
        for (uint32_t i = 0; i < forms.count; i++) {
            const struct grammar_form *form = &g->forms[forms.first + i];
            bool own = form->style && form->style == c->style;
            if (form->lang != w->lang || (form->flags & GRAMMAR_DEPRECATED) || form->tag != tag)
                continue;
            if ((pass == FORMS_OF_STYLE ? own : !form->style) && try_form(w, form, n, out))
                return true;
            if (w->code != ZHM_OK)
                return false;
        }
    return false;
}

static zhm_code write_text(struct chart *c, struct node *n, enum grammar_lang lang, const char **out, zhm_error *err)
{
    struct writer w = {.chart = c, .lang = lang, .err = err};
    struct buf text = {0};
    bool written = n->kind == NODE_RULE ? write_rule(&w, n, 0, &text) : write_node(&w, n, 0, &text);
    *out = NULL;
    if (written && !text.failed) {
        *out = arena_copy(&c->reader->arena, buf_str(&text)).data;
        if (!*out)
            w.code = zhm_fail(err, ZHM_NO_MEMORY, "no memory to write a name");
    }
    buf_free(&text);
    return w.code;
}

/* What the glossary holds under the name that rules make. */
static zhm_code look_up(struct chart *c, struct node *n, const char *name, zhm_error *err)
{
    struct question q = *c->question;
    struct buf *key = &c->reader->key;
    struct named_list all = {0}, admitted = {0};
    struct choices choices = {0};
    q.lang[0] = '\0';
    q.has_category = compose_category_alone(c, n->symbol, &q.category);
    buf_clear(key);
    zhm_code code = fold_key(str_of(name), key, err);
    if (code == ZHM_OK && key->len > 0)
        code = names_find(c->reader, buf_str(key), &all, err);
    if (code == ZHM_OK)
        code = named_admitted(c->reader, &all, &q, &admitted, err);
    if (code == ZHM_OK && admitted.count > 0)
        code = choose(c->reader, &admitted, str_of(name), &q, &choices, err);
    bool found = code == ZHM_OK && choices.count > 0 && !choices.ambiguous;
    n->concept = found ? choices.items[0].named.concept : n->concept;
    return code;
}

static zhm_code hold(struct chart *c, struct node *n, zhm_error *err)
{
    const char *name = NULL;
    zhm_category category;
    n->looked_up = true;
    if (n->kind != NODE_RULE || !compose_category_alone(c, n->symbol, &category))
        return ZHM_OK;
    const struct grammar_rule *rule = &c->grammar->rules[n->form->rule];
    struct node *head = n->parts[rule->head];
    if (rule->same && head) {
        zhm_code code = head->looked_up ? ZHM_OK : hold(c, head, err);
        n->concept = head->concept;
        return code;
    }
    zhm_code code = write_text(c, n, GRAMMAR_ZH, &name, err);
    if (code == ZHM_OK && name)
        code = look_up(c, n, name, err);
    /* a post that Chinese has a word of its own for (国际能源署署长) is known by its English; and what was read in English */
    if (code == ZHM_OK && !n->concept && (!name || category == ZHM_TITLE || n->lang == GRAMMAR_EN))
        code = write_text(c, n, GRAMMAR_EN, &name, err);
    else
        return code;
    return code == ZHM_OK && name ? look_up(c, n, name, err) : code;
}

static bool write_node(struct writer *w, struct node *n, uint32_t tag, struct buf *out)
{
    const char *text = NULL;
    zhm_category category;
    switch ((enum node_kind)n->kind) {
    case NODE_LITERAL:
        return false;
    case NODE_WORD:
        return write_row(w, &w->chart->grammar->rows[n->word->row], out);
    case NODE_NUMBER:
        return write_number(w, n, tag, out);
    case NODE_PLACE:
        return write_place(w, n, tag, out);
    case NODE_NAMED:
        return write_concept(w, n->concept, tag, out);
    case NODE_RULE:
        break;
    }
    bool named = compose_category_alone(w->chart, n->symbol, &category);
    zhm_code code = ZHM_OK;
    if (named && !n->looked_up)
        code = hold(w->chart, n, w->err);
    if (code != ZHM_OK)
        return fault(w, code);
    if (tag && n->concept)
        return write_concept(w, n->concept, tag, out);
    if (tag)
        return write_rule(w, n, tag, out);
    code = compose_text(w->chart, n, w->lang, &text, w->err);
    if (code != ZHM_OK)
        return fault(w, code);
    if (text)
        buf_append_text(out, text);
    return text != NULL;
}

zhm_code compose_text(struct chart *c, struct node *n, enum grammar_lang lang, const char **out, zhm_error *err)
{
    const char **written = &n->written[lang == GRAMMAR_EN];
    struct writer w = {.chart = c, .lang = lang, .err = err};
    zhm_code code = n->looked_up ? ZHM_OK : hold(c, n, err);
    *out = *written;
    if (code != ZHM_OK || *written)
        return code;
    if (n->kind != NODE_RULE || !n->concept)
        code = write_text(c, n, lang, written, err);
    else {
        struct buf text = {0};
        bool found = write_official(&w, n->concept, &text);
        code = w.code;
        if (found && !text.failed)
            *written = arena_copy(&c->reader->arena, buf_str(&text)).data;
        buf_free(&text);
    }
    *out = *written;
    return code;
}
