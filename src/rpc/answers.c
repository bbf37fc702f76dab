#include "rpc/answers.h"

#include "rpc/rpc.h"

static void official(struct buf *b, const zhm_subject *s)
{
    reply_key(b, "official");
    reply_open(b, '{');
    for (size_t i = 0; i < s->official_count; i++)
        reply_member_text(b, s->official[i].lang, s->official[i].text);
    reply_close(b, '}');
}

void answer_subject(struct buf *b, const zhm_subject *s)
{
    reply_member_nullable(b, "concept", s->concept);
    reply_member_text(b, "category", zhm_category_name(s->category));
    official(b, s);
}

static void term(struct buf *b, const zhm_term *t)
{
    reply_open(b, '{');
    reply_member_text(b, "lang", t->lang);
    reply_member_text(b, "text", t->text);
    reply_member_text(b, "status", zhm_status_name(t->status));
    reply_member_text(b, "type", zhm_term_type_name(t->type));
    reply_member_date(b, "from", t->from);
    reply_member_date(b, "to", t->to);
    reply_member_optional(b, "source", t->source);
    reply_member_optional(b, "style", t->style);
    reply_member_optional(b, "note", t->note);
    reply_close(b, '}');
}

static void terms(struct buf *b, const zhm_concept *c)
{
    reply_key(b, "terms");
    reply_open(b, '[');
    for (size_t i = 0; i < c->term_count; i++)
        term(b, &c->terms[i]);
    reply_close(b, ']');
}

void answer_match(struct buf *b, const zhm_match *m, bool whole)
{
    reply_open(b, '{');
    answer_subject(b, &m->subject);
    reply_member_number(b, "score", m->score);
    reply_member_text(b, "match", zhm_match_name(m->match));
    reply_member_nullable(b, "term", m->term ? m->term->text : NULL);
    reply_member_nullable(b, "lang", m->term ? m->term->lang : NULL);
    reply_member_text(b, "status", zhm_verdict_name(m->verdict));
    if (whole && m->record)
        terms(b, m->record);
    reply_close(b, '}');
}

static void step(struct buf *b, const zhm_step *s)
{
    reply_open(b, '{');
    reply_member_text(b, "step", s->step);
    reply_member_text(b, "text", s->text);
    reply_member_optional(b, "concept", s->concept);
    reply_member_date(b, "date", s->date);
    reply_member_optional(b, "source", s->source);
    reply_close(b, '}');
}

static void steps(struct buf *b, const zhm_step *all, size_t count)
{
    reply_key(b, "why");
    reply_open(b, '[');
    for (size_t i = 0; i < count; i++)
        step(b, &all[i]);
    reply_close(b, ']');
}

static void current(struct buf *b, const zhm_name *n)
{
    if (!n->current)
        return;
    reply_key(b, "current");
    reply_open(b, '{');
    answer_subject(b, n->current);
    reply_member_date(b, "since", n->since);
    reply_close(b, '}');
}

/* What is unknown has no category, nor has what may be several things. */
static void name_subject(struct buf *b, const zhm_name *n)
{
    bool unknown = n->verdict == ZHM_VERDICT_UNKNOWN || n->verdict == ZHM_VERDICT_AMBIGUOUS;
    reply_member_nullable(b, "concept", n->subject.concept);
    reply_member_nullable(b, "category", unknown ? NULL : zhm_category_name(n->subject.category));
    official(b, &n->subject);
}

void answer_name(struct buf *b, const zhm_name *n)
{
    reply_open(b, '{');
    reply_member_text(b, "input", n->input);
    reply_member_text(b, "verdict", zhm_verdict_name(n->verdict));
    name_subject(b, n);
    reply_key(b, "parts");
    reply_open(b, '[');
    for (size_t i = 0; i < n->part_count; i++)
        answer_mention(b, &n->parts[i], str_of(n->input));
    reply_close(b, ']');
    reply_member_number(b, "score", n->score);
    steps(b, n->why, n->why_count);
    reply_key(b, "alternatives");
    reply_open(b, '[');
    for (size_t i = 0; i < n->alternative_count; i++)
        answer_match(b, &n->alternatives[i], false);
    reply_close(b, ']');
    current(b, n);
    reply_close(b, '}');
}

void answer_mention(struct buf *b, const zhm_mention *m, struct str text)
{
    reply_open(b, '{');
    reply_member_number(b, "start", m->start);
    reply_member_number(b, "end", m->end);
    reply_key(b, "text");
    reply_text(b, (struct str){text.data + m->byte, m->byte_count});
    reply_member_optional(b, "role", m->role);
    answer_subject(b, &m->subject);
    reply_member_text(b, "verdict", zhm_verdict_name(m->verdict));
    if (m->transliterated) {
        reply_key(b, "transliterated");
        reply_bool(b, true);
    }
    if (m->part_count > 0) {
        reply_key(b, "parts");
        reply_open(b, '[');
        for (size_t i = 0; i < m->part_count; i++)
            answer_mention(b, &m->parts[i], text);
        reply_close(b, ']');
    }
    reply_close(b, '}');
}

static void span_members(struct buf *b, const zhm_span *s)
{
    reply_member_number(b, "start", s->start);
    reply_member_number(b, "end", s->end);
}

void answer_span(struct buf *b, const char *key, const zhm_span *s)
{
    reply_key(b, key);
    if (!s->text) {
        reply_null(b);
        return;
    }
    reply_open(b, '{');
    span_members(b, s);
    reply_member_text(b, "text", s->text);
    reply_close(b, '}');
}

void answer_issue(struct buf *b, const zhm_issue *i)
{
    reply_open(b, '{');
    reply_member_text(b, "severity", zhm_severity_name(i->severity));
    reply_member_text(b, "kind", zhm_issue_name(i->kind));
    answer_span(b, "source", &i->source);
    answer_span(b, "target", &i->target);
    reply_member_text(b, "found", i->found);
    reply_member_text(b, "expected", i->expected);
    reply_member_nullable(b, "concept", i->concept);
    steps(b, i->why, i->why_count);
    reply_close(b, '}');
}

void answer_edit(struct buf *b, const zhm_edit *e)
{
    reply_open(b, '{');
    span_members(b, &e->span);
    reply_member_text(b, "found", e->span.text);
    reply_member_text(b, "replacement", e->text);
    reply_member_nullable(b, "concept", e->concept);
    steps(b, e->why, e->why_count);
    reply_close(b, '}');
}

static void attributes(struct buf *b, const zhm_concept *c)
{
    if (c->attribute_count == 0)
        return;
    reply_key(b, "attributes");
    reply_open(b, '{');
    for (size_t i = 0; i < c->attribute_count; i++)
        reply_member_text(b, c->attributes[i].name, c->attributes[i].value);
    reply_close(b, '}');
}

static void relations(struct buf *b, const zhm_concept *c)
{
    if (c->relation_count == 0)
        return;
    reply_key(b, "relations");
    reply_open(b, '[');
    for (size_t i = 0; i < c->relation_count; i++) {
        const zhm_relation *r = &c->relations[i];
        reply_open(b, '{');
        reply_member_text(b, "kind", zhm_relation_name(r->kind));
        reply_member_text(b, "target", r->target);
        reply_member_date(b, "from", r->from);
        reply_member_date(b, "to", r->to);
        reply_member_optional(b, "source", r->source);
        reply_member_optional(b, "note", r->note);
        reply_close(b, '}');
    }
    reply_close(b, ']');
}

void answer_concept(struct buf *b, const zhm_concept *c)
{
    reply_open(b, '{');
    reply_member_text(b, "id", c->id);
    reply_member_text(b, "category", zhm_category_name(c->category));
    reply_member_date(b, "from", c->from);
    reply_member_date(b, "to", c->to);
    reply_member_optional(b, "source", c->source);
    reply_member_optional(b, "note", c->note);
    attributes(b, c);
    relations(b, c);
    terms(b, c);
    reply_close(b, '}');
}

static void change(struct buf *b, const struct change *c, bool whole)
{
    reply_open(b, '{');
    reply_member_number(b, "generation", c->generation);
    reply_member_time(b, "time", c->time);
    reply_member_text(b, "change", c->deleted ? "delete" : "put");
    reply_member_text(b, "id", c->id);
    reply_member_optional(b, "grammar", c->grammar);
    if (c->concept) {
        reply_key(b, "concept");
        answer_concept(b, c->concept);
    }
    if (c->unit && whole) {
        reply_key(b, "unit");
        answer_unit(b, c->unit, NULL);
    }
    reply_close(b, '}');
}

void answer_changes(struct buf *b, const struct change_list *list)
{
    reply_key(b, "changes");
    reply_open(b, '[');
    for (size_t i = 0; i < list->count; i++)
        change(b, &list->items[i], b->len < RPC_REPLY_MAX / 2);
    reply_close(b, ']');
}
