#include "format/tmx_element.h"

#include <stddef.h>
#include <string.h>

static const char *const names[] = {
    [TMX_ROOT] = "tmx", [TMX_HEADER] = "header", [TMX_UDE] = "ude",   [TMX_MAP] = "map",   [TMX_BODY] = "body",
    [TMX_TU] = "tu",    [TMX_TUV] = "tuv",       [TMX_NOTE] = "note", [TMX_PROP] = "prop", [TMX_SEG] = "seg",
    [TMX_BPT] = "bpt",  [TMX_EPT] = "ept",       [TMX_IT] = "it",     [TMX_PH] = "ph",     [TMX_UT] = "ut",
    [TMX_HI] = "hi",    [TMX_SUB] = "sub"};

#define BIT(element) (1u << (element))
#define CODES (BIT(TMX_BPT) | BIT(TMX_EPT) | BIT(TMX_IT) | BIT(TMX_PH) | BIT(TMX_UT) | BIT(TMX_HI))

static const unsigned children[] = {
    [TMX_OUTSIDE] = BIT(TMX_ROOT),
    [TMX_ROOT] = BIT(TMX_HEADER) | BIT(TMX_BODY),
    [TMX_HEADER] = BIT(TMX_NOTE) | BIT(TMX_PROP) | BIT(TMX_UDE),
    [TMX_UDE] = BIT(TMX_MAP),
    [TMX_BODY] = BIT(TMX_TU),
    [TMX_TU] = BIT(TMX_NOTE) | BIT(TMX_PROP) | BIT(TMX_TUV),
    [TMX_TUV] = BIT(TMX_NOTE) | BIT(TMX_PROP) | BIT(TMX_SEG),
    [TMX_SEG] = CODES,
    [TMX_HI] = CODES,
    [TMX_SUB] = CODES,
    [TMX_BPT] = BIT(TMX_SUB),
    [TMX_EPT] = BIT(TMX_SUB),
    [TMX_IT] = BIT(TMX_SUB),
    [TMX_PH] = BIT(TMX_SUB),
    [TMX_UT] = BIT(TMX_SUB),
    [TMX_UNKNOWN] = 0,
};

/* Each name with a blank on either side. What a tu has fields for stands first. */
static const char *const attributes[] = {
    [TMX_TU] = (" tuid creationdate creationid changedate changeid lastusagedate usagecount"
                " o-encoding datatype creationtool creationtoolversion segtype o-tmf srclang "),
    [TMX_TUV] =
        (" o-encoding datatype usagecount lastusagedate creationtool creationtoolversion creationdate creationid"
         " changedate o-tmf changeid "),
    [TMX_BPT] = " i x type ",
    [TMX_EPT] = " i ",
    [TMX_IT] = " pos x type ",
    [TMX_PH] = " x assoc type ",
    [TMX_UT] = " x ",
    [TMX_HI] = " x type ",
    [TMX_SUB] = " datatype type ",
    [TMX_UNKNOWN] = NULL,
};

enum tmx_element tmx_element_of(const char *name)
{
    for (size_t i = TMX_ROOT; i < TMX_UNKNOWN; i++)
        if (names[i][0] == name[0] && strcmp(names[i], name) == 0)
            return (enum tmx_element)i;
    return TMX_UNKNOWN;
}

const char *tmx_element_name(enum tmx_element element)
{
    return element > TMX_OUTSIDE && element < TMX_UNKNOWN ? names[element] : "an unknown element";
}

bool tmx_element_fits(enum tmx_element parent, enum tmx_element child)
{
    return children[parent] & BIT(child);
}

static bool is_word_of(const char *list, const char *word)
{
    size_t len = strlen(word);
    for (const char *at = list; len > 0 && at && (at = strstr(at, word)); at += len)
        if (at[-1] == ' ' && at[len] == ' ' && !strchr(word, ' '))
            return true;
    return false;
}

bool tmx_attribute_fits(enum tmx_element element, const char *name, const char *value)
{
    if (!is_word_of(attributes[element], name))
        return false;
    if (strcmp(name, "segtype") == 0)
        return is_word_of(" block paragraph sentence phrase ", value);
    return strcmp(name, "pos") != 0 || is_word_of(" begin end ", value);
}

const char *tmx_attribute_needed(enum tmx_element element)
{
    if (element == TMX_IT)
        return "pos";
    return element == TMX_BPT || element == TMX_EPT ? "i" : NULL;
}
