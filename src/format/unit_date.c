#include "format/unit_date.h"

#include <stdio.h>
#include <time.h>

/* Match digits against the 'd' of @form, and all else as it stands; the digits go to @digits. */
static bool match(struct str text, const char *form, int *digits)
{
    if (text.len != strlen(form))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (form[i] == 'd' && text.data[i] >= '0' && text.data[i] <= '9')
            *digits++ = text.data[i] - '0';
        else if (text.data[i] != form[i])
            return false;
    }
    return true;
}

static int two(const int *digits)
{
    return digits[0] * 10 + digits[1];
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month < 1 || month > 12 ? 0 : days[month - 1] + (month == 2 && leap);
}

/* From 1 January 1970, in the proleptic Gregorian calendar; years
 * are counted from March, so that the leap day is last. */
static int64_t day_number(int year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1, from_march = month > 2 ? month - 3 : month + 9;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * from_march + 2) / 5 + day - 719469;
}

bool unit_date_read(struct str text, int64_t *out)
{
    static const char *const forms[] = {"ddddddddTddddddZ", "dddd-dd-ddTdd:dd:ddZ", "dddd-dd-dd"};
    int d[14] = {0};
    size_t i = 0, count = sizeof forms / sizeof *forms;
    while (i < count && !match(text, forms[i], d))
        i++;
    int year = two(d) * 100 + two(d + 2), month = two(d + 4), day = two(d + 6);
    int hour = two(d + 8), minute = two(d + 10), second = two(d + 12);
    if (i == count || year < 1970 || day < 1 || day > days_of_month(year, month) || hour > 23 || minute > 59 ||
        second > 59)
        return false;
    int64_t seconds = ((day_number(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    if (seconds == 0)
        return false;
    *out = seconds;
    return true;
}

void unit_date_write(int64_t seconds, char out[UNIT_DATE_SIZE])
{
    time_t t = seconds;
    struct tm tm = {0};
    gmtime_r(&t, &tm);
    strftime(out, UNIT_DATE_SIZE, "%Y%m%dT%H%M%SZ", &tm);
}
