/* names.h - the tables from folded names, and from sounds, to concepts */
#ifndef TERM_NAMES_H
#define TERM_NAMES_H

#include "term/database.h"

/**
 * A record of STORE_NAMES: the folded name, 0, the concept's id -> the numbers of the concept's terms that fold so.
 * A name longer than NAME_KEY_MAX bytes stands there with its first bytes and a hash, and in full in the value.
 * A record of STORE_PINYIN: initials, 0, syllables, 0, id -> the same numbers. Names too long for a key have none.
 */
#define NAME_KEY_MAX 370

/** Put in, or take out, all that the tables hold of @c. Folded names that are new to a concept are appended to @added,
 * where it is not NULL, each as a lengthed string. */
zhm_code names_add(struct store_txn *t, const zhm_concept *c, struct buf *added, zhm_error *err);
zhm_code names_remove(struct store_txn *t, const zhm_concept *c, zhm_error *err);

/** Check that the tables hold exactly what @c calls for, and add up how many records that is. */
zhm_code names_verify(struct store_txn *t, const zhm_concept *c, uint64_t *name_count, uint64_t *sound_count,
                      zhm_error *err);

/** Append the key under which the table has the folded name @name, up to and with the 0. */
void name_key(struct str name, struct buf *key);
/** The bytes with which the keys of all names begin that begin with @beginning, part of it. */
struct str name_key_prefix(struct str beginning);

/** The parts of a record of STORE_NAMES; @name is the full folded name. @return false when it is no sound record */
struct name_record {
    struct str name, id;
    struct str numbers; /* varints */
};
bool name_record_read(struct str key, struct str value, struct name_record *out);
/** Likewise of STORE_PINYIN. */
struct pinyin_record {
    struct str initials, syllables, id, numbers;
};
bool pinyin_record_read(struct str key, struct str value, struct pinyin_record *out);

/** A term that goes by a name. */
struct named {
    const zhm_concept *concept;
    const zhm_term *term;
};
struct named_list {
    struct named *items;
    size_t count, capacity;
};

/** Append the terms that @id's numbers name. The list grows in @arena. */
zhm_code named_append(struct reader *r, struct arena *arena, struct str id, struct str numbers, struct named_list *out,
                      zhm_error *err);

/** The terms that fold to @name (UTF-8), concepts in the order of their ids. The list is kept by the reader: not to be
 * changed. */
zhm_code names_find(struct reader *r, struct str name, struct named_list *out, zhm_error *err);

/** Append to @out, in r->arena, those of @list that may be asked for: their language, the concept's category. */
zhm_code named_admitted(struct reader *r, const struct named_list *list, const struct question *q,
                        struct named_list *out, zhm_error *err);

#endif
