#include "text/gen.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64 };

void gen_die(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

void *gen_alloc(size_t size)
{
    void *p = calloc(1, size);
    if (!p)
        gen_die("no memory");
    return p;
}

void gen_array(FILE *out, const char *name, const char *type, const uint32_t *values, size_t count)
{
    fprintf(out, "static const %s %s[%zu] = {", type, name, count);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s%u,", i % 16 ? "" : "\n", values[i]);
    fputs("\n};\n", out);
}

/* The blocks are few enough that looking through all of them is quick. */
static size_t find_block(const uint32_t *blocks, size_t count, const uint32_t *block)
{
    size_t i = 0;
    while (i < count && memcmp(blocks + i * BLOCK, block, BLOCK * sizeof *block) != 0)
        i++;
    return i;
}

void gen_two_stages(FILE *out, const char *name, const char *type, const uint32_t *values)
{
    uint32_t *index = gen_alloc(POINTS / BLOCK * sizeof *index);
    uint32_t *blocks = gen_alloc(POINTS * sizeof *blocks);
    size_t count = 0;
    for (size_t i = 0; i < POINTS / BLOCK; i++) {
        size_t found = find_block(blocks, count, values + i * BLOCK);
        if (found == count)
            memcpy(blocks + count++ * BLOCK, values + i * BLOCK, BLOCK * sizeof *blocks);
        index[i] = (uint32_t)found;
    }
    char label[64];
    snprintf(label, sizeof label, "%s_index", name);
    gen_array(out, label, "uint16_t", index, POINTS / BLOCK);
    snprintf(label, sizeof label, "%s_block", name);
    gen_array(out, label, type, blocks, count * BLOCK);
    free(index);
    free(blocks);
}

void gen_read_rows(const char *path, void (*row)(const char *place, const char *word, const char *rest))
{
    FILE *in = fopen(path, "r");
    if (!in)
        gen_die("%s: cannot be read", path);
    char line[256], place[512];
    for (int number = 1; fgets(line, sizeof line, in); number++) {
        snprintf(place, sizeof place, "%s:%d", path, number);
        line[strcspn(line, "#\n")] = '\0';
        size_t word = strcspn(line, " \t");
        if (line[0] == '\0')
            continue;
        if (line[word] == '\0')
            gen_die("%s: two columns are needed", place);
        line[word] = '\0';
        char *rest = line + word + 1 + strspn(line + word + 1, " \t");
        size_t end = strlen(rest);
        while (end > 0 && (rest[end - 1] == ' ' || rest[end - 1] == '\t'))
            rest[--end] = '\0';
        row(place, line, rest);
    }
    fclose(in);
}
