/* unit_date.h - the dates of translation units: seconds since 1970, UTC */
#ifndef FORMAT_UNIT_DATE_H
#define FORMAT_UNIT_DATE_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define UNIT_DATE_SIZE 17             /* "20020523T091200Z" and its terminator */
#define UNIT_DATE_LAST 253402300799LL /* the end of the year 9999 */

/** Read 20020523T091200Z, 2002-05-23T09:12:00Z or 2002-05-23.
 * @return false for what is none, or not after 1970 began */
bool unit_date_read(struct str text, int64_t *out);

/** Write the first of these forms. @seconds: 0 to UNIT_DATE_LAST */
void unit_date_write(int64_t seconds, char out[UNIT_DATE_SIZE]);

#endif
