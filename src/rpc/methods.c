#include "rpc/session.h"

#define QUESTION                                                                                \
    {"lang", PARAM_TEXT, false}, {"category", PARAM_TEXT, false}, {"as_of", PARAM_TEXT, false}, \
    {                                                                                           \
        "style", PARAM_TEXT, false                                                              \
    }

static const struct param annotate_params[] = {{"text", PARAM_TEXT, true}, {"compose", PARAM_BOOL, false}, QUESTION};
static const struct param changes_params[] = {{"generation", PARAM_NUMBER, true}, {"limit", PARAM_NUMBER, false}};
static const struct param check_params[] = {{"source", PARAM_TEXT, true},       {"target", PARAM_TEXT, true},
                                            {"source_lang", PARAM_TEXT, false}, {"target_lang", PARAM_TEXT, false},
                                            {"as_of", PARAM_TEXT, false},       {"style", PARAM_TEXT, false}};
static const struct param correct_params[] = {{"text", PARAM_TEXT, true},
                                              {"lang", PARAM_TEXT, false},
                                              {"as_of", PARAM_TEXT, false},
                                              {"style", PARAM_TEXT, false}};
static const struct param delete_params[] = {{"concept", PARAM_TEXT, true}, {"generation", PARAM_NUMBER, false}};
static const struct param get_params[] = {{"concept", PARAM_TEXT, true}};
static const struct param history_params[] = {{"concept", PARAM_TEXT, true}, {"limit", PARAM_NUMBER, false}};
static const struct param lookup_params[] = {
    {"query", PARAM_TEXT, true}, {"match", PARAM_TEXT, false}, {"limit", PARAM_NUMBER, false}, QUESTION};
static const struct param normalise_params[] = {{"names", PARAM_TEXTS, true}, {"compose", PARAM_BOOL, false}, QUESTION};
static const struct param put_params[] = {{"concept", PARAM_OBJECT, true}, {"generation", PARAM_NUMBER, false}};
static const struct param suggest_params[] = {{"prefix", PARAM_TEXT, true}, {"limit", PARAM_NUMBER, false}, QUESTION};

static const struct param memory_add_params[] = {{"units", PARAM_OBJECTS, true}, {"batch", PARAM_TEXT, false}};
static const struct param memory_begin_params[] = {
    {"batch", PARAM_TEXT, true}, {"origin", PARAM_TEXT, false}, {"resume", PARAM_BOOL, false}};
static const struct param memory_concordance_params[] = {
    {"text", PARAM_TEXT, true},      {"lang", PARAM_TEXT, false},    {"to", PARAM_TEXT, false},
    {"offset", PARAM_NUMBER, false}, {"limit", PARAM_NUMBER, false}, {"origin", PARAM_TEXT, false},
    {"domain", PARAM_TEXT, false}};
static const struct param memory_delete_params[] = {{"units", PARAM_NUMBERS, false}, {"segments", PARAM_OBJECT, false}};
static const struct param memory_edit_params[] = {
    {"unit", PARAM_NUMBER, true},      {"segments", PARAM_OBJECT, true},  {"name", PARAM_TEXT, false},
    {"origin", PARAM_TEXT, false},     {"domain", PARAM_TEXT, false},     {"created", PARAM_TEXT, false},
    {"last_used", PARAM_TEXT, false},  {"created_by", PARAM_TEXT, false}, {"changed_by", PARAM_TEXT, false},
    {"uses", PARAM_NUMBER, false},     {"notes", PARAM_TEXTS, false},     {"properties", PARAM_OBJECT, false},
    {"details", PARAM_OBJECTS, false}, {"changed", PARAM_TEXT, false},    {"generation", PARAM_NUMBER, false}};
static const struct param memory_end_params[] = {{"batch", PARAM_TEXT, true}, {"done", PARAM_BOOL, false}};
static const struct param memory_export_params[] = {{"after", PARAM_NUMBER, false}, {"limit", PARAM_NUMBER, false},
                                                    {"langs", PARAM_TEXTS, false},  {"origin", PARAM_TEXT, false},
                                                    {"domain", PARAM_TEXT, false},  {"batch", PARAM_TEXT, false}};
static const struct param memory_get_params[] = {{"unit", PARAM_NUMBER, true}};
static const struct param memory_history_params[] = {{"unit", PARAM_NUMBER, true}, {"limit", PARAM_NUMBER, false}};
static const struct param memory_lookup_params[] = {
    {"text", PARAM_TEXT, false},      {"texts", PARAM_TEXTS, false},      {"from", PARAM_TEXT, true},
    {"to", PARAM_TEXT, true},         {"min_score", PARAM_NUMBER, false}, {"limit", PARAM_NUMBER, false},
    {"context", PARAM_OBJECT, false}, {"exact", PARAM_BOOL, false},       {"adapt_numbers", PARAM_BOOL, false},
    {"origin", PARAM_TEXT, false},    {"domain", PARAM_TEXT, false},      {"since", PARAM_TEXT, false},
    {"until", PARAM_TEXT, false},     {"names", PARAM_BOOL, false},       {"as_of", PARAM_TEXT, false},
    {"style", PARAM_TEXT, false}};
static const struct param memory_undo_params[] = {{"batch", PARAM_TEXT, true}};

#define WITH(params) params, sizeof(params) / sizeof *(params)

const struct method methods[] = {
    {"changes.since", changes_since_method, WITH(changes_params)},
    {"memory.add", memory_add, WITH(memory_add_params), .writes = true},
    {"memory.batches", memory_batches, NULL, 0},
    {"memory.begin", memory_begin, WITH(memory_begin_params), .writes = true},
    {"memory.concordance", memory_concordance_method, WITH(memory_concordance_params)},
    {"memory.delete", memory_delete, WITH(memory_delete_params), .writes = true},
    {"memory.edit", memory_edit, WITH(memory_edit_params), .writes = true},
    {"memory.end", memory_end, WITH(memory_end_params), .writes = true},
    {"memory.export", memory_export, WITH(memory_export_params)},
    {"memory.get", memory_get, WITH(memory_get_params)},
    {"memory.history", memory_history, WITH(memory_history_params)},
    {"memory.lookup", memory_lookup_method, WITH(memory_lookup_params)},
    {"memory.undo", memory_undo, WITH(memory_undo_params), .writes = true},
    {"service.info", service_info, NULL, 0},
    {"service.stats", service_stats, NULL, 0},
    {"term.delete", term_delete, WITH(delete_params), .writes = true},
    {"term.get", term_get, WITH(get_params)},
    {"term.history", term_history, WITH(history_params)},
    {"term.lookup", term_lookup, WITH(lookup_params)},
    {"term.normalise", term_normalise, WITH(normalise_params)},
    {"term.put", term_put, WITH(put_params), .writes = true},
    {"term.suggest", term_suggest, WITH(suggest_params)},
    {"text.annotate", text_annotate, WITH(annotate_params)},
    {"text.check", text_check, WITH(check_params)},
    {"text.correct", text_correct, WITH(correct_params)},
};
const size_t method_count = sizeof methods / sizeof *methods;

const struct method *method_find(struct str name)
{
    for (size_t i = 0; i < method_count; i++)
        if (str_is(name, methods[i].name))
            return &methods[i];
    return NULL;
}
