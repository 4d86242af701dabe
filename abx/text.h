// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file text.h
 * Text without printf: no allocation, no locale, the same bytes everywhere. [audio]
 */

#ifndef ZOUT_ABX_TEXT_H
#define ZOUT_ABX_TEXT_H

#include "dsp/attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A buffer that is being filled. What does not fit is dropped and told by `full`. */
typedef struct {
	char*  start;
	size_t size; ///< Of the buffer, a final zero included
	size_t length;
	bool   full;
} ZoutAbxText;

/** Starts at the front of a buffer of at least one byte. */
ZOUT_REALTIME
ZoutAbxText
zout_abx_text(char* buffer, size_t size);

/** Adds a string, as much of it as fits. */
ZOUT_REALTIME
void
zout_abx_put(ZoutAbxText* text, const char* string);

/** Adds a byte. */
ZOUT_REALTIME
void
zout_abx_put_char(ZoutAbxText* text, char c);

/** Adds a whole number in decimal digits. */
ZOUT_REALTIME
void
zout_abx_put_count(ZoutAbxText* text, uint64_t value);

/** Seven significant digits, as short as they allow; "null" for what is not finite. */
ZOUT_REALTIME
void
zout_abx_put_number(ZoutAbxText* text, double value);

/** With a fixed number of decimals, for people. */
void
zout_abx_put_fixed(ZoutAbxText* text, double value, unsigned decimals);

/** Lower-case hexadecimal. */
ZOUT_REALTIME
void
zout_abx_put_hex(ZoutAbxText* text, const uint8_t* bytes, size_t n_bytes);

/** A JSON string in its quotes; bytes that are not UTF-8 become '?'; at most `max_bytes` of `string` are taken. */
ZOUT_REALTIME
void
zout_abx_put_quoted(ZoutAbxText* text, const char* string, size_t max_bytes);

/**
 * Bytes of the UTF-8 character at `s`, 1 to 4, or 0 if there is none. Control characters, surrogates and overlong forms
 * are none.
 */
unsigned
zout_abx_utf8_bytes(const char* s);

/** Reads a number of the form that zout_abx_put_number() and zout_abx_put_count() write; returns its bytes, 0 if none.
 */
ZOUT_REALTIME
size_t
zout_abx_take_number(const char* s, double* value);

/** The number that is read where this one was written; what is not finite stays as it is. */
ZOUT_REALTIME
double
zout_abx_written(double value);

#endif // ZOUT_ABX_TEXT_H
