#include "rpc/answers.h"

#include "base/utf8.h"

static const char *known(const char *text)
{
    return text ? text : "";
}

/* Where a detail goes: notes and properties are members of their own, if an object can hold them so. */
enum detail_place { AS_PROPERTY, AS_NOTE, AS_DETAIL };
enum { NAME_SLOTS = 2048 }; /* a power of two, twice ZHM_DETAILS_MAX at least */

/* Whether @name is not yet in the table of @mask + 1 slots; it is then. */
static bool name_is_new(const char **slots, size_t mask, const char *name)
{
    size_t h = 5381;
    for (const char *c = name; *c; c++)
        h = h * 33 + (unsigned char)*c;
    for (h &= mask; slots[h]; h = (h + 1) & mask)
        if (strcmp(slots[h], name) == 0)
            return false;
    slots[h] = name;
    return true;
}

static void find_places(const zhm_detail *all, size_t count, unsigned char *places)
{
    const char *slots[NAME_SLOTS];
    size_t mask = 1;
    while (mask < 2 * count)
        mask = mask * 2 + 1;
    memset(slots, 0, (mask + 1) * sizeof *slots);
    for (size_t i = 0; i < count; i++) {
        const zhm_detail *d = &all[i];
        bool plain = !*known(d->lang);
        places[i] = AS_DETAIL;
        if (d->kind == ZHM_NOTE && plain && !*known(d->name))
            places[i] = AS_NOTE;
        else if (d->kind == ZHM_PROPERTY && plain && name_is_new(slots, mask, known(d->name)))
            places[i] = AS_PROPERTY;
    }
}

static void detail(struct buf *b, const zhm_detail *d)
{
    static const char *const kinds[] = {"property", "note", "attribute"};
    reply_open(b, '{');
    reply_member_text(b, "kind", kinds[d->kind]);
    reply_member_optional(b, "name", d->name);
    reply_member_optional(b, "lang", d->lang);
    reply_member_text(b, "value", known(d->value));
    reply_close(b, '}');
}

static void write_place(struct buf *b, enum detail_place place, const zhm_detail *d)
{
    if (place == AS_PROPERTY)
        reply_key_text(b, str_of(known(d->name)));
    if (place == AS_DETAIL)
        detail(b, d);
    else
        reply_text(b, str_of(known(d->value)));
}

static void details(struct buf *b, const zhm_detail *all, size_t count)
{
    static const char *const keys[] = {"properties", "notes", "details"};
    unsigned char places[ZHM_DETAILS_MAX];
    count = count < ZHM_DETAILS_MAX ? count : ZHM_DETAILS_MAX; /* no sound unit has more */
    if (count > 0)
        find_places(all, count, places);
    for (enum detail_place place = AS_PROPERTY; count > 0 && place <= AS_DETAIL; place++) {
        bool object = place == AS_PROPERTY;
        if (!memchr(places, place, count))
            continue;
        reply_key(b, keys[place]);
        reply_open(b, object ? '{' : '[');
        for (size_t i = 0; i < count; i++)
            if (places[i] == place)
                write_place(b, place, &all[i]);
        reply_close(b, object ? '}' : ']');
    }
}

static void segment(struct buf *b, const zhm_segment *s)
{
    reply_key(b, s->lang);
    if (s->tag_count + s->detail_count == 0 && !*known(s->previous) && !*known(s->next)) {
        reply_text(b, str_of(s->text));
        return;
    }
    reply_open(b, '{');
    reply_member_text(b, "text", s->text);
    reply_member_texts(b, "tags", s->tags, s->tag_count);
    reply_member_optional(b, "previous", s->previous);
    reply_member_optional(b, "next", s->next);
    details(b, s->details, s->detail_count);
    reply_close(b, '}');
}

void answer_unit_members(struct buf *b, const zhm_unit *u, const char *batch)
{
    if (u->number)
        reply_member_number(b, "unit", u->number);
    reply_key(b, "segments");
    reply_open(b, '{');
    for (size_t i = 0; i < u->segment_count; i++)
        segment(b, &u->segments[i]);
    reply_close(b, '}');
    reply_member_optional(b, "name", u->name);
    reply_member_optional(b, "origin", u->origin);
    reply_member_optional(b, "domain", u->domain);
    reply_member_time(b, "created", u->created);
    reply_member_time(b, "changed", u->changed);
    reply_member_time(b, "last_used", u->last_used);
    reply_member_optional(b, "created_by", u->created_by);
    reply_member_optional(b, "changed_by", u->changed_by);
    if (u->uses)
        reply_member_number(b, "uses", u->uses);
    details(b, u->details, u->detail_count);
    reply_member_optional(b, "batch", batch);
}

void answer_unit(struct buf *b, const zhm_unit *u, const char *batch)
{
    reply_open(b, '{');
    answer_unit_members(b, u, batch);
    reply_close(b, '}');
}

void answer_mentions(struct buf *b, const char *key, const zhm_mentions *m, struct str text)
{
    reply_key(b, key);
    reply_open(b, '[');
    for (size_t i = 0; i < m->count; i++)
        answer_mention(b, &m->items[i], text);
    reply_close(b, ']');
}

/* The runs are in the query's order: its bytes are walked over once. */
static void edits(struct buf *b, const struct unit_match *m, struct str query)
{
    static const char *const kinds[] = {"replace", "insert", "delete"}; /* by edit_kind */
    size_t byte = 0, point = 0;
    reply_key(b, "edits");
    reply_open(b, '[');
    for (size_t i = 0; i < m->edit_count; i++) {
        const struct edit_run *e = &m->edits[i];
        size_t from = utf8_advance(query, byte, e->b_start - point),
               to = utf8_advance(query, from, e->b_end - e->b_start);
        reply_open(b, '{');
        reply_member_text(b, "kind", kinds[e->kind]);
        reply_member_number(b, "start", e->a_start);
        reply_member_number(b, "end", e->a_end);
        if (e->kind != EDIT_DELETE) {
            reply_key(b, "text");
            reply_text(b, (struct str){query.data + from, to - from});
        }
        reply_member_number(b, "query_start", e->b_start);
        reply_member_number(b, "query_end", e->b_end);
        reply_close(b, '}');
        byte = to;
        point = e->b_end;
    }
    reply_close(b, ']');
}

static void adapted_number(struct buf *b, const struct adapted_number *n)
{
    reply_open(b, '{');
    reply_member_text(b, "from", n->from);
    reply_member_text(b, "to", n->to);
    reply_member_number(b, "start", n->start);
    reply_member_number(b, "end", n->end);
    reply_member_text(b, "target_from", n->target_from);
    reply_member_text(b, "target_to", n->target_to);
    reply_close(b, '}');
}

static void adapted(struct buf *b, const struct adaptation *a)
{
    reply_key(b, "adapted");
    reply_open(b, '{');
    reply_member_text(b, "target", a->target);
    reply_key(b, "numbers");
    reply_open(b, '[');
    for (size_t i = 0; i < a->count; i++)
        adapted_number(b, &a->numbers[i]);
    reply_close(b, ']');
    reply_close(b, '}');
}

static void misfit(struct buf *b, const struct name_misfit *m)
{
    reply_open(b, '{');
    reply_member_text(b, "kind", zhm_issue_name(m->kind));
    answer_span(b, "query", &m->query);
    answer_span(b, "target", &m->target);
    reply_member_nullable(b, "expected", m->expected);
    reply_member_nullable(b, "concept", m->concept);
    reply_close(b, '}');
}

static void names_of(struct buf *b, const struct unit_match *m, const struct match_names *names)
{
    reply_key(b, "names");
    reply_open(b, '{');
    answer_mentions(b, "source", &names->source, str_of(m->source->text));
    answer_mentions(b, "target", &names->target, str_of(m->target->text));
    reply_key(b, "misfits");
    reply_open(b, '[');
    for (size_t i = 0; i < names->misfit_count; i++)
        misfit(b, &names->misfits[i]);
    reply_close(b, ']');
    reply_close(b, '}');
}

void answer_unit_match(struct buf *b, const struct unit_match *m, struct str query, const struct match_names *names)
{
    const zhm_unit *u = m->unit;
    reply_open(b, '{');
    reply_member_hundredths(b, "score", m->score);
    reply_member_text(b, "kind", zhm_unit_match_name(m->kind));
    reply_member_number(b, "unit", u->number);
    reply_member_text(b, "source_lang", m->source->lang);
    reply_member_text(b, "source", m->source->text);
    reply_member_texts(b, "source_tags", m->source->tags, m->source->tag_count);
    reply_member_text(b, "target_lang", m->target->lang);
    reply_member_text(b, "target", m->target->text);
    reply_member_texts(b, "target_tags", m->target->tags, m->target->tag_count);
    edits(b, m, query);
    if (m->adapted)
        adapted(b, m->adapted);
    reply_member_optional(b, "origin", u->origin);
    reply_member_optional(b, "domain", u->domain);
    reply_member_time(b, "created", u->created);
    reply_member_time(b, "changed", u->changed);
    reply_member_number(b, "uses", u->uses);
    if (names)
        names_of(b, m, names);
    reply_close(b, '}');
}

void answer_found_unit(struct buf *b, const struct found_unit *f)
{
    const zhm_unit *u = f->unit;
    reply_open(b, '{');
    reply_member_number(b, "unit", u->number);
    reply_member_text(b, "lang", f->segment->lang);
    reply_member_text(b, "text", f->segment->text);
    reply_key(b, "runs");
    reply_open(b, '[');
    for (size_t i = 0; i < f->run_count; i++) {
        reply_open(b, '{');
        reply_member_number(b, "start", f->runs[i].start);
        reply_member_number(b, "end", f->runs[i].end);
        reply_close(b, '}');
    }
    reply_close(b, ']');
    reply_member_bool(b, "whole", f->whole);
    reply_key(b, "others");
    reply_open(b, '{');
    for (size_t i = 0; i < u->segment_count; i++)
        if (strcmp(u->segments[i].lang, f->segment->lang) != 0)
            reply_member_text(b, u->segments[i].lang, u->segments[i].text);
    reply_close(b, '}');
    reply_member_optional(b, "origin", u->origin);
    reply_member_optional(b, "domain", u->domain);
    reply_close(b, '}');
}

void answer_batch_members(struct buf *b, const struct batch *batch)
{
    reply_member_text(b, "batch", batch->name);
    reply_member_optional(b, "origin", batch->origin);
    reply_member_text(b, "state", batch_state_name(batch->state));
    reply_member_time(b, "begun", batch->begun);
    reply_member_time(b, "ended", batch->ended);
    reply_member_number(b, "read", batch->read);
    reply_member_number(b, "added", batch->added);
    reply_member_number(b, "joined", batch->joined);
    reply_member_number(b, "unchanged", batch->unchanged);
    reply_member_number(b, "refused", batch->refused);
    reply_member_number(b, "undone", batch->undone);
    reply_member_number(b, "kept", batch->kept);
}
