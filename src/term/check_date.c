#include "term/check_date.h"

#include <strings.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int32_t year_at(struct str s, size_t i)
{
    int32_t year = 0;
    if (i + 4 > s.len || (i > 0 && (is_digit(s.data[i - 1]) || is_letter(s.data[i - 1]))))
        return 0;
    for (size_t k = i; k < i + 4; k++) {
        if (!is_digit(s.data[k]))
            return 0;
        year = year * 10 + (s.data[k] - '0');
    }
    return year >= 1900 && year < 2100 ? year : 0;
}

/* The word or number that ends before byte @i, over a space, perhaps after a comma. */
static struct str word_before(struct str s, size_t i)
{
    size_t end = i;
    if (end == 0 || s.data[end - 1] != ' ')
        return (struct str){0};
    end--;
    if (end > 0 && s.data[end - 1] == ',')
        end--;
    size_t start = end;
    while (start > 0 && (is_letter(s.data[start - 1]) || is_digit(s.data[start - 1])))
        start--;
    return (struct str){s.data + start, end - start};
}

static bool leads_to_year(struct str word)
{
    static const char *const words[] = {"in",      "of",       "since",     "by",      "until",    "till",
                                        "during",  "from",     "early",     "late",    "mid",      "year",
                                        "January", "February", "March",     "April",   "May",      "June",
                                        "July",    "August",   "September", "October", "November", "December"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == word.len && strncasecmp(words[i], word.data, word.len) == 0)
            return true;
    return word.len > 0 && word.len <= 2 && is_digit(word.data[0]); /* March 17, 2018 */
}

static bool names_year(struct str s, size_t i)
{
    struct str after = str_from(s, i + 4);
    while (after.len > 0 && after.data[0] == ' ')
        after = str_from(after, 1);
    if (str_starts(after, STR("年")))
        return true;
    after = str_from(s, i + 4);
    bool alone = after.len == 0 || !(is_digit(after.data[0]) || is_letter(after.data[0]) || after.data[0] == '%');
    bool fraction = after.len > 1 && strchr(".,-", after.data[0]) && is_digit(after.data[1]);
    return alone && !fraction && leads_to_year(word_before(s, i));
}

int32_t year_of_text(struct str text)
{
    int32_t found = 0;
    for (size_t i = 0; i + 4 <= text.len; i++) {
        int32_t year = year_at(text, i);
        if (year == 0 || !names_year(text, i))
            continue;
        if (found && found != year)
            return 0;
        found = year;
    }
    return found;
}
