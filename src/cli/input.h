/* input.h - what a command is asked about: its operands, or --file, or standard input */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include "cli/cli.h"
#include "cli/lines.h"

/** {.cli, .by_line, .max} to begin with. */
struct input {
    struct cli *cli;
    bool by_line; /* a file's lines are items, empty ones passed over; or all of it is one */
    size_t max;   /* bytes of an item from a file */
    size_t operand, file;
    bool open, said;
    struct lines lines;
    struct buf whole;
    const char *path; /* of the file that the item is from; NULL: an operand */
    size_t line;
};

/**
 * The next item, valid UTF-8, lent until the next call.
 * @return ZHM_OK; ZHM_NOT_FOUND at the end; a fault, with file and line in its text
 */
zhm_code input_next(struct input *in, struct str *item, zhm_error *err);
void input_clear(struct input *in);

/** Append the whole of a file, valid UTF-8, to @out; "-": of standard input. */
zhm_code input_file(const char *path, size_t max, struct buf *out, zhm_error *err);

/** Whether there can be one item only; with more, answers want headings. */
bool input_is_single(const struct cli *cli, bool by_line);

/** Ask about each of the command's items, and print the answer. Stops at a fault; what was not found is not one. */
typedef enum status item_fn(struct cli *cli, struct str item, const char *path);
enum status input_each(struct cli *cli, bool by_line, size_t max, item_fn *fn);

#endif
