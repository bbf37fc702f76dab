/* glossary_files.h - the files of a glossary below a folder: its concepts, and its grammar */
#ifndef FORMAT_GLOSSARY_FILES_H
#define FORMAT_GLOSSARY_FILES_H

#include "format/glossary_tsv.h"

struct grammar_text {
    struct str name, text, path;
};

/** The files of a grammar; {0} is empty. Names are without folders, paths as they were given. All in the arena. */
struct grammar_files {
    struct arena arena;
    struct grammar_text *items;
    size_t count, room;
};

/**
 * As glossary_read_path, and what belongs to a grammar goes to @grammar unread: every *.rules file, every *.tsv file
 * below a folder named "grammar", and any other whose header begins with `class`.
 */
zhm_code glossary_read_all(struct glossary *g, struct grammar_files *grammar, const char *path, zhm_error *err);

/** What is told of a file that is refused. */
typedef void glossary_refusal(void *context, const zhm_error *fault);
/** As glossary_read_all, but faults of a file are told to @refused, and the file is passed over. */
zhm_code glossary_read_sound(struct glossary *g, struct grammar_files *grammar, const char *path,
                             glossary_refusal *refused, void *context, zhm_error *err);

void grammar_files_free(struct grammar_files *grammar);

#endif
