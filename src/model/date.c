#include "base/fault.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <zhengming/model.h>

static bool digits(const char *text, size_t count, int *value)
{
    *value = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *value = *value * 10 + (text[i] - '0');
    }
    return true;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

zhm_code zhm_date_parse(const char *text, zhm_date *out, zhm_error *err)
{
    size_t n = text ? strlen(text) : 0;
    int year = 0, month = 0, day = 0;
    bool good = (n == 4 || n == 7 || n == 10) && digits(text, 4, &year) && year > 0;
    if (good && n > 4)
        good = text[4] == '-' && digits(text + 5, 2, &month) && month >= 1 && month <= 12;
    if (good && n > 7)
        good = text[7] == '-' && digits(text + 8, 2, &day) && day >= 1 && day <= days_in(year, month);
    if (!good)
        return zhm_fail(err, ZHM_BAD_INPUT, "bad date '%.40s': YYYY, YYYY-MM or YYYY-MM-DD", text ? text : "");
    *out = year * 10000 + month * 100 + day;
    return ZHM_OK;
}

const char *zhm_date_text(zhm_date date, char out[16])
{
    int year = date / 10000 % 10000, month = date / 100 % 100, day = date % 100;
    if (date <= 0)
        out[0] = '\0';
    else if (month == 0)
        snprintf(out, 16, "%04d", year);
    else if (day == 0)
        snprintf(out, 16, "%04d-%02d", year, month);
    else
        snprintf(out, 16, "%04d-%02d-%02d", year, month, day);
    return out;
}
