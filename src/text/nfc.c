#include "text/nfc.h"

#include "base/fault.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

bool nfc_is_plain(uint32_t c)
{
    if (c < 0x2000)
        return c < 0x300 || (c >= 0x400 && c < 0x483) || (c >= 0x48A && c < 0x590);
    if (c < 0x3100)
        return (c >= 0x2002 && c < 0x20D0) || (c >= 0x2E80 && c < 0x302A) || (c >= 0x3030 && c < 0x3099) || c >= 0x309B;
    return c < 0xA66F || (c >= 0xAC00 && c < 0xD7A4) || (c >= 0xFF00 && c < 0x10000);
}

static bool stays(uint32_t c)
{
    return nfc_is_plain(c) || (u_getIntPropertyValue((UChar32)c, UCHAR_NFC_QUICK_CHECK) == UNORM_YES &&
                               u_getCombiningClass((UChar32)c) == 0);
}

static size_t ascii_run(struct str text, size_t pos)
{
    uint64_t word;
    for (; text.len - pos >= 8; pos += 8) {
        memcpy(&word, text.data + pos, 8);
        if (word & 0x8080808080808080u)
            break;
    }
    return pos;
}

/* Where the first code point that may change stands; text.len when there is none. */
static size_t plain_run(struct str text)
{
    for (size_t pos = ascii_run(text, 0), at; pos < text.len; pos = ascii_run(text, pos)) {
        do {
            at = pos;
            if (!stays(utf8_next(text, &pos)))
                return at;
        } while (pos < text.len && (unsigned char)text.data[pos] >= 0x80);
    }
    return text.len;
}

/* UTF-16 in memory of its own; NULL without memory. */
static UChar *to_utf16(struct str text, int32_t *len)
{
    UErrorCode status = U_ZERO_ERROR;
    if (text.len > INT32_MAX / 4)
        return NULL;
    UChar *out = malloc((text.len + 1) * sizeof *out);
    if (out)
        u_strFromUTF8(out, (int32_t)text.len + 1, len, text.data, (int32_t)text.len, &status);
    if (!U_FAILURE(status))
        return out;
    free(out);
    return NULL;
}

static UChar *normalised(const UChar *text, int32_t text_len, int32_t *len)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    int32_t room = text_len + 16;
    UChar *out = NULL;
    for (int attempt = 0; attempt < 2; attempt++) {
        free(out);
        out = malloc((size_t)room * sizeof *out);
        if (!out)
            return NULL;
        *len = unorm2_normalize(nfc, text, text_len, out, room, &status);
        if (status != U_BUFFER_OVERFLOW_ERROR)
            break;
        status = U_ZERO_ERROR;
        room = *len + 1;
    }
    if (!U_FAILURE(status))
        return out;
    free(out);
    return NULL;
}

static bool append_utf16(struct buf *out, const UChar *text, int32_t len)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t written = 0;
    if (!buf_reserve(out, (size_t)len * 3 + 1))
        return false;
    u_strToUTF8(out->data + out->len, len * 3 + 1, &written, text, len, &status);
    if (U_FAILURE(status))
        return false;
    out->len += (size_t)written;
    return true;
}

static bool append_nfc(struct str text, struct buf *out)
{
    int32_t len = 0, nfc_len = 0;
    UChar *utf16 = to_utf16(text, &len);
    UChar *nfc = utf16 ? normalised(utf16, len, &nfc_len) : NULL;
    bool done = nfc && append_utf16(out, nfc, nfc_len);
    free(utf16);
    free(nfc);
    return done;
}

zhm_code text_nfc(struct str text, struct buf *out, zhm_error *err)
{
    if (plain_run(text) == text.len) {
        buf_append_str(out, text);
        return out->failed ? zhm_fail(err, ZHM_NO_MEMORY, "no memory for a text") : ZHM_OK;
    }
    return append_nfc(text, out) ? ZHM_OK : zhm_fail(err, ZHM_NO_MEMORY, "no memory to normalise a text");
}

bool text_is_nfc(struct str text)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t len = 0;
    if (plain_run(text) == text.len)
        return true;
    UChar *utf16 = to_utf16(text, &len);
    bool is = utf16 && unorm2_isNormalized(unorm2_getNFCInstance(&status), utf16, len, &status);
    free(utf16);
    return is && !U_FAILURE(status);
}
