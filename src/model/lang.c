#include "model/lang.h"

#include "base/fault.h"

#include <ctype.h>
#include <stdio.h>
#include <strings.h>

/* The subtag's own case: language lower, script Title, region UPPER (RFC 5646, 2.1.1). */
static void set_case(char *subtag, size_t len, bool first)
{
    for (size_t i = 0; i < len; i++)
        subtag[i] = (char)tolower((unsigned char)subtag[i]);
    if (first)
        return;
    if (len == 4)
        subtag[0] = (char)toupper((unsigned char)subtag[0]);
    else if (len == 2)
        for (size_t i = 0; i < len; i++)
            subtag[i] = (char)toupper((unsigned char)subtag[i]);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool subtag_fits(const char *subtag, size_t len, bool first)
{
    if (len < 2 || len > 8 || (first && len > 3))
        return false;
    for (size_t i = 0; i < len; i++)
        if (first ? !is_letter(subtag[i]) : !is_letter(subtag[i]) && !(subtag[i] >= '0' && subtag[i] <= '9'))
            return false;
    return true;
}

static const char *chinese_script(const char *tag)
{
    static const char *const traditional[] = {"zh-TW", "zh-HK", "zh-MO"};
    static const char *const simplified[] = {"zh", "zh-CN", "zh-SG", "zh-MY"};
    for (size_t i = 0; i < sizeof traditional / sizeof *traditional; i++)
        if (strcmp(tag, traditional[i]) == 0)
            return "zh-Hant";
    for (size_t i = 0; i < sizeof simplified / sizeof *simplified; i++)
        if (strcmp(tag, simplified[i]) == 0)
            return "zh-Hans";
    return NULL;
}

/* In a file, a name where a tag should be is most often a tab that was lost. */
static zhm_code no_tag(struct str tag, zhm_error *err)
{
    const char *hint = memchr(tag.data ? tag.data : "", ' ', tag.len) ? ": is a tab missing?" : "";
    return zhm_fail(err, ZHM_BAD_INPUT, "'%.*s' is no language tag%s", STR_ARG(tag), hint);
}

zhm_code lang_canonical(struct str tag, char out[LANG_MAX], zhm_error *err)
{
    char form[LANG_MAX];
    if (tag.len == 0 || tag.len >= sizeof form || memchr(tag.data, '\0', tag.len))
        return no_tag(tag, err);
    for (size_t i = 0; i < tag.len; i++)
        form[i] = tag.data[i] == '_' ? '-' : tag.data[i];
    form[tag.len] = '\0';
    for (size_t start = 0; start <= tag.len;) {
        size_t len = strcspn(form + start, "-");
        if (!subtag_fits(form + start, len, start == 0))
            return no_tag(tag, err);
        set_case(form + start, len, start == 0);
        start += len + 1;
    }
    const char *chinese = chinese_script(form);
    snprintf(out, LANG_MAX, "%s", chinese ? chinese : form);
    return ZHM_OK;
}

bool lang_matches(const char *tag, const char *wanted)
{
    size_t n = strlen(wanted);
    return strncmp(tag, wanted, n) == 0 && (tag[n] == '\0' || tag[n] == '-');
}
