/* fault.h - raising and prefixing the one error */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include "base/str.h"

#include <zhengming/error.h>

/** Write the fault to @err, which may be NULL. @return @code, so that a caller can return it at once */
__attribute__((format(printf, 3, 4))) zhm_code zhm_fail(zhm_error *err, zhm_code code, const char *format, ...);

/** As zhm_fail, with a position: @line from 1 (0: none), @offset in bytes. */
__attribute__((format(printf, 5, 6))) zhm_code zhm_fail_at(zhm_error *err, zhm_code code, size_t line, size_t offset,
                                                           const char *format, ...);

/** Put text before what @err says ("terms.tsv:12: "). @return err's code, or @code where err is NULL */
__attribute__((format(printf, 3, 4))) zhm_code zhm_prefix(zhm_error *err, zhm_code code, const char *format, ...);

/** Put "file:line: " before what @err says, and the line into it. ZHM_OK: nothing. @return @code */
zhm_code zhm_prefix_place(zhm_error *err, zhm_code code, struct str file, size_t line);

#ifdef __clang_analyzer__ /* It does not see that each returns the code that it is given. */
#define zhm_fail(err, code, ...) (zhm_fail(err, code, __VA_ARGS__), (code))
#define zhm_fail_at(err, code, line, offset, ...) (zhm_fail_at(err, code, line, offset, __VA_ARGS__), (code))
#define zhm_prefix(err, code, ...) (zhm_prefix(err, code, __VA_ARGS__), (code))
#define zhm_prefix_place(err, code, file, line) (zhm_prefix_place(err, code, file, line), (code))
#endif

#endif
