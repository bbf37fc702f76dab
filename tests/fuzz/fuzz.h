/* fuzz.h - what libFuzzer and replay.c call */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/** One input. A fault that it may not have ends the program. @return 0 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** End the program, saying why. */
#define FUZZ_FAIL(...)                                  \
    do {                                                \
        fprintf(stderr, "%s:%d: ", __FILE__, __LINE__); \
        fprintf(stderr, __VA_ARGS__);                   \
        fprintf(stderr, "\n");                          \
        abort();                                        \
    } while (0)

#endif
