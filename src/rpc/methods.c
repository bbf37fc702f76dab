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

#define WITH(params) params, sizeof(params) / sizeof *(params)

const struct method methods[] = {
    {"changes.since", changes_since_method, WITH(changes_params)},
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
