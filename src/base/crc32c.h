/* crc32c.h - the CRC-32C checksum (RFC 3720, Castagnoli polynomial 0x1EDC6F41, reflected) */
#ifndef BASE_CRC32C_H
#define BASE_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/** The checksum of @data after bytes whose checksum is @crc; 0
 * to begin. crc32c(crc32c(0, a), b) is that of a then b. */
uint32_t crc32c(uint32_t crc, const void *data, size_t len);

#endif
