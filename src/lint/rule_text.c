#include "lint/text_rules.h"

#include "base/utf8.h"
#include "text/nfc.h"

#include <stdio.h>

struct sign_text sign_text(uint32_t point)
{
    struct sign_text out;
    char bytes[5] = "";
    bytes[utf8_encode(point, bytes)] = '\0';
    (void)snprintf(out.text, sizeof out.text, "'%s' (U+%04X)", bytes, (unsigned)point);
    return out;
}

static bool is_chinese(const struct name *n)
{
    return strncmp(n->term->lang, "zh-", 3) == 0;
}

void rule_text(struct lint *l)
{
    uint32_t points[ZHM_NAME_MAX];
    for (size_t i = 0; i < l->count; i++) {
        const struct name *n = &l->names[i];
        struct str text = str_of(n->term->text);
        struct signs s = {l, n, points, utf8_points(text, points), is_chinese(n)};
        text_signs(&s);
        text_brackets(&s);
        text_marks(&s);
        text_script(&s);
        if (!text_is_nfc(text))
            lint_fault_in(l, n, "'%s' is not in NFC", n->term->text);
    }
}
