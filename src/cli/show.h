/* show.h - results for people */
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include "cli/cli.h"
#include "cli/table.h"

/** The text under @key, "" where there is none. Lent by @object. */
const char *text_at(const json_t *object, const char *key);
/** Likewise a number; 0. */
long long number_at(const json_t *object, const char *key);
/** The official name of a subject: in English, in Chinese. */
const char *english_of(const json_t *subject);
const char *chinese_of(const json_t *subject);
/** "Ministry of Commerce 商务部 (cn/mofcom)" */
void subject_line(const json_t *subject, struct buf *out);
/** As printf. A note below the table's last row. */
__attribute__((format(printf, 2, 3))) void note(struct table *t, const char *format, ...);
/** A line over the answer to one of several items, and an empty one over all but the first. */
void show_heading(struct cli *cli, const char *text);
/** The table to cli->out, as wide as the terminal; then it is cleared. */
void show_table(struct cli *cli, struct table *t);
/** A concept as its record has it. */
void show_concept(struct cli *cli, const json_t *concept);

/** The score of a match of the translation memory: "100", "87.5". */
void score_append(struct buf *out, const json_t *match);
/** Whether --from and --to were given. */
bool has_pair(const struct cli *cli);
/** The changes of a concept's or a unit's history, each with what it took away and what it brought; history.c. */
void show_changes(struct cli *cli, const json_t *result);

#endif
