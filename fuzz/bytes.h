// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file bytes.h
 * An input as a stream of choices. At its end every choice is 0.
 */

#ifndef ZOUT_FUZZ_BYTES_H
#define ZOUT_FUZZ_BYTES_H

#include <stddef.h>
#include <stdint.h>

/** What is left of an input. */
typedef struct {
	const uint8_t* data;
	size_t         size;
} FuzzBytes;

uint8_t
fuzz_byte(FuzzBytes* bytes);

/** Two bytes, little endian. */
unsigned
fuzz_word(FuzzBytes* bytes);

/** Four bytes as they stand in memory: any float there is. */
float
fuzz_float(FuzzBytes* bytes);

/**
 * The next piece, up to `separator` or the end, as a string of its own: shorter if it holds a zero byte.
 *
 * @return Must be freed by the caller, so that reading past its end is noticed.
 */
char*
fuzz_string(FuzzBytes* bytes, char separator);

#endif // ZOUT_FUZZ_BYTES_H
