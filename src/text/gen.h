/* gen.h - what the generators of tables share; used at build time only, where any fault ends the program */
#ifndef TEXT_GEN_H
#define TEXT_GEN_H

#include <stdint.h>
#include <stdio.h>

#define POINTS 0x110000u

_Noreturn __attribute__((format(printf, 1, 2))) void gen_die(const char *format, ...);

void *gen_alloc(size_t size);

/** Write @values, one a code point, as two tables: NAME_index[c >> 6] is a block, NAME_block[block * 64 + (c & 63)]. */
void gen_two_stages(FILE *out, const char *name, const char *type, const uint32_t *values);

/** Write @count numbers as an array. */
void gen_array(FILE *out, const char *name, const char *type, const uint32_t *values, size_t count);

/** Call @row for each line of @path that is neither empty nor a comment (#): the first word and the rest of it. */
void gen_read_rows(const char *path, void (*row)(const char *place, const char *word, const char *rest));

#endif
