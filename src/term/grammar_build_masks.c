/* What may stand where, as masks of symbols: so that a chart need not try what cannot be. */
#include "term/grammar_block.h"

/* What a symbol's forms begin with, what those begin with, and so on. */
static void close_beginnings(struct grammar_builder *b)
{
    struct grammar_symbol *symbols = (void *)b->arrays[GRAMMAR_SYMBOLS].data;
    const struct grammar_form *forms = (const void *)b->arrays[GRAMMAR_FORMS].data;
    const struct grammar_rule *rules = (const void *)b->arrays[GRAMMAR_RULES].data;
    const struct grammar_item *items = (const void *)b->arrays[GRAMMAR_ITEMS].data;
    for (uint32_t i = 0; i < builder_count(b, GRAMMAR_SYMBOLS); i++)
        symbols[i].begins = grammar_symbol_mask(i);
    for (bool grown = true; grown;) {
        grown = false;
        for (uint32_t i = 0; i < builder_count(b, GRAMMAR_FORMS); i++) {
            struct grammar_symbol *whole = &symbols[rules[forms[i].rule].symbol];
            uint64_t begins = whole->begins | symbols[items[forms[i].items.first].symbol].begins;
            grown = grown || begins != whole->begins;
            whole->begins = begins;
        }
    }
}

/* Forms of one item go from a lower rank to a higher one; there are no circles among them. */
static void rank_symbols(struct grammar_builder *b)
{
    struct grammar_symbol *symbols = (void *)b->arrays[GRAMMAR_SYMBOLS].data;
    const struct grammar_form *forms = (const void *)b->arrays[GRAMMAR_FORMS].data;
    const struct grammar_rule *rules = (const void *)b->arrays[GRAMMAR_RULES].data;
    const struct grammar_item *items = (const void *)b->arrays[GRAMMAR_ITEMS].data;
    for (bool raised = true; raised;) {
        raised = false;
        for (uint32_t i = 0; i < builder_count(b, GRAMMAR_FORMS); i++) {
            struct grammar_symbol *whole = &symbols[rules[forms[i].rule].symbol];
            uint32_t below = symbols[items[forms[i].items.first].symbol].rank;
            if (forms[i].items.count == 1 && whole->rank <= below && below < builder_count(b, GRAMMAR_SYMBOLS)) {
                whole->rank = below + 1;
                raised = true;
            }
        }
    }
}

/* What comes second in each form, beside its number in `starts`. */
static void write_needs(struct grammar_builder *b)
{
    struct grammar_symbol *symbols = (void *)b->arrays[GRAMMAR_SYMBOLS].data;
    const struct grammar_form *forms = (const void *)b->arrays[GRAMMAR_FORMS].data;
    const struct grammar_item *items = (const void *)b->arrays[GRAMMAR_ITEMS].data;
    const uint32_t *starts = (const void *)b->arrays[GRAMMAR_STARTS].data;
    for (uint32_t i = 0; i < builder_count(b, GRAMMAR_STARTS); i++) {
        const struct grammar_form *form = &forms[starts[i]];
        const struct grammar_item *first = &items[form->items.first];
        struct grammar_need *need = builder_add(b, GRAMMAR_NEEDS);
        if (!need)
            return;
        bool more = form->items.count > 1;
        *need = (struct grammar_need){more ? symbols[first[1].symbol].begins : GRAMMAR_NOTHING_MORE, form->lang,
                                      first->tag};
        if (more)
            symbols[first->symbol].next |= need->next;
    }
}

/* Along forms of one item, from below. */
static void close_becomings(struct grammar_builder *b)
{
    struct grammar_symbol *symbols = (void *)b->arrays[GRAMMAR_SYMBOLS].data;
    const struct grammar_form *forms = (const void *)b->arrays[GRAMMAR_FORMS].data;
    const struct grammar_rule *rules = (const void *)b->arrays[GRAMMAR_RULES].data;
    const struct grammar_item *items = (const void *)b->arrays[GRAMMAR_ITEMS].data;
    for (uint32_t i = 0; i < builder_count(b, GRAMMAR_SYMBOLS); i++) {
        symbols[i].becomes = grammar_symbol_mask(i);
        symbols[i].leads = symbols[i].next;
    }
    for (bool grown = true; grown;) {
        grown = false;
        for (uint32_t i = 0; i < builder_count(b, GRAMMAR_FORMS); i++) {
            if (forms[i].items.count != 1)
                continue;
            const struct grammar_symbol *whole = &symbols[rules[forms[i].rule].symbol];
            struct grammar_symbol *part = &symbols[items[forms[i].items.first].symbol];
            uint64_t becomes = part->becomes | whole->becomes, leads = part->leads | whole->leads;
            grown = grown || becomes != part->becomes || leads != part->leads;
            part->becomes = becomes;
            part->leads = leads;
        }
    }
}

void grammar_build_masks(struct grammar_builder *b)
{
    close_beginnings(b);
    rank_symbols(b);
    write_needs(b);
    if (!b->failed)
        close_becomings(b);
}
