#include "term/numerals.h"

#include <stdbool.h>

static const char *const words[] = {"",           "First",      "Second",     "Third",     "Fourth",    "Fifth",
                                    "Sixth",      "Seventh",    "Eighth",     "Ninth",     "Tenth",     "Eleventh",
                                    "Twelfth",    "Thirteenth", "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth",
                                    "Eighteenth", "Nineteenth", "Twentieth"};
enum { WORDS = sizeof words / sizeof *words };

static const char *const digits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

static int digit_of(uint32_t point)
{
    static const uint32_t points[] = {0x96F6, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    for (int i = 0; i < 10; i++)
        if (points[i] == point || (i == 0 && point == 0x3007))
            return i;
    return -1;
}

static int unit_of(uint32_t point)
{
    return point == 0x5341 ? 10 : point == 0x767E ? 100 : point == 0x5343 ? 1000 : 0;
}

bool numeral_is_chinese(uint32_t point)
{
    switch (point) {
    case 0x96F6:
    case 0x3007:
    case 0x4E00:
    case 0x4E8C:
    case 0x4E09:
    case 0x56DB:
    case 0x4E94:
    case 0x516D:
    case 0x4E03:
    case 0x516B:
    case 0x4E5D:
    case 0x5341:
    case 0x767E:
    case 0x5343:
        return true;
    default:
        return false;
    }
}

/* 十四, 二十, 一百零二; and digit by digit: 二〇二六. */
static size_t read_chinese(const uint32_t *points, size_t len, int *value)
{
    int total = 0, pending = -1;
    size_t i = 0, plain = 0;
    for (; i < len && i < 9 && total <= NUMERAL_MAX; i++) {
        int digit = digit_of(points[i]), unit = unit_of(points[i]);
        if (digit >= 0 && pending > 0 && plain == i) {
            pending = pending * 10 + digit;
            plain = i + 1;
        } else if (digit >= 0) {
            pending = digit;
            plain = i == 0 ? 1 : plain;
        } else if (unit) {
            total += (pending < 0 ? 1 : pending) * unit;
            pending = -1;
        } else {
            break;
        }
    }
    *value = total + (pending > 0 ? pending : 0);
    return *value > 0 && *value <= NUMERAL_MAX ? i : 0;
}

static bool is_digit(uint32_t point)
{
    return point >= '0' && point <= '9';
}

static const char *suffix_of(int value)
{
    int tens = value / 10 % 10, ones = value % 10;
    if (tens == 1 || ones == 0 || ones > 3)
        return "th";
    return ones == 1 ? "st" : ones == 2 ? "nd" : "rd";
}

static size_t read_digits(const uint32_t *points, size_t len, int *value, enum numeral_form *form)
{
    size_t i = 0;
    int total = 0;
    for (; i < len && i < 5 && is_digit(points[i]); i++)
        total = total * 10 + (int)(points[i] - '0');
    if (i == 0 || total == 0 || total > NUMERAL_MAX)
        return 0;
    const char *suffix = suffix_of(total);
    bool ordinal = i + 2 <= len && points[i] == (uint32_t)suffix[0] && points[i + 1] == (uint32_t)suffix[1];
    *form = ordinal ? NUMERAL_TH : NUMERAL_PLAIN;
    *value = total;
    return ordinal ? i + 2 : i;
}

static size_t read_word(const uint32_t *points, size_t len, int *value)
{
    size_t longest = 0;
    for (int i = 1; i < WORDS; i++) {
        size_t n = 0;
        while (words[i][n] && n < len && points[n] == ((uint32_t)(unsigned char)words[i][n] | 0x20))
            n++;
        if (!words[i][n] && n > longest) {
            longest = n;
            *value = i;
        }
    }
    return longest;
}

size_t numeral_read(const uint32_t *points, size_t len, int *value, enum numeral_form *form)
{
    *form = NUMERAL_PLAIN;
    if (len == 0)
        return 0;
    if (is_digit(points[0]))
        return read_digits(points, len, value, form);
    if (points[0] >= 0x80)
        return read_chinese(points, len, value);
    *form = NUMERAL_WORD;
    return read_word(points, len, value);
}

void numeral_write_chinese(int value, struct buf *out)
{
    static const char *const units[] = {"千", "百", "十", ""};
    static const int worth[] = {1000, 100, 10, 1};
    bool begun = false, gap = false;
    for (int i = 0; i < 4; i++) {
        int digit = value / worth[i] % 10;
        if (digit == 0) {
            gap = begun;
            continue;
        }
        if (gap)
            buf_append_text(out, digits[0]);
        if (digit > 1 || i != 2 || begun)
            buf_append_text(out, digits[digit]);
        buf_append_text(out, units[i]);
        begun = true;
        gap = false;
    }
}

void numeral_write_english(int value, enum numeral_form form, struct buf *out)
{
    if (form == NUMERAL_WORD && value > 0 && value < WORDS)
        buf_append_text(out, words[value]);
    else
        buf_printf(out, "%d%s", value, form == NUMERAL_PLAIN ? "" : suffix_of(value));
}
