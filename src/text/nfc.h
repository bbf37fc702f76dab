/* nfc.h - texts in Unicode's composed normal form, and their code points */
#ifndef TEXT_NFC_H
#define TEXT_NFC_H

#include "base/buf.h"

#include <stdint.h>
#include <zhengming/error.h>

/**
 * Append @text (valid UTF-8) in NFC (UAX 15) to @out. Cost: that of copying where no sign of it could change.
 * @return ZHM_OK or ZHM_NO_MEMORY
 */
zhm_code text_nfc(struct str text, struct buf *out, zhm_error *err);

/** Whether text_nfc would leave it as it is. */
bool text_is_nfc(struct str text);

/** Whether @point is of the ranges that need no look at Unicode's tables: in NFC by itself (NFC_Quick_Check=Yes), and
 * moved by no sorting (combining class 0). A text of such points alone is in NFC. */
bool nfc_is_plain(uint32_t point);

#endif
