/* unit_table.h - tables of units: tab-separated, and comma-separated as in RFC 4180 */
#ifndef FORMAT_UNIT_TABLE_H
#define FORMAT_UNIT_TABLE_H

#include "format/unit_file.h"

/** unit_file_read for TSV and CSV. */
zhm_code table_read(const struct unit_reading *r, zhm_error *err);

#endif
