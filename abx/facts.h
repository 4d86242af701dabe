// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file facts.h
 * Named values in the order in which they were told, kept as the lines of a record. [audio]
 *
 * A list is written by the calls below, never changed, and hashed as it stands. Locale and printf play no part.
 */

#ifndef ZOUT_ABX_FACTS_H
#define ZOUT_ABX_FACTS_H

#include "abx/plan.h"
#include "dsp/zout.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
	ZOUT_ABX_FACTS_BYTES     = 16384,
	ZOUT_ABX_FACT_NAME_BYTES = 64,
	ZOUT_ABX_FACT_TEXT_BYTES = 1001,                        ///< Room for the longest text that is told
	ZOUT_ABX_HEX_BYTES       = 2 * ZOUT_ABX_HASH_BYTES + 1, ///< Room for a hash as text
};

/** A list of facts. A plain value: may be copied. */
typedef struct {
	uint32_t size;                       ///< Bytes in `text`
	uint32_t overflow;                   ///< Nonzero if something did not fit; zout_abx_start() refuses such a list
	char     text[ZOUT_ABX_FACTS_BYTES]; ///< Lines `\t\t"name": value,\n`, the last one without comma
} ZoutAbxFacts;

/** Empties a list. */
ZOUT_REALTIME
void
zout_abx_facts_init(ZoutAbxFacts* facts);

/**
 * Adds a text.
 *
 * @param name Letters, digits, '_' and '.', unique in the list, below ZOUT_ABX_FACT_NAME_BYTES bytes.
 * @param text UTF-8, cut after 1000 bytes; bytes that are not UTF-8 become '?'; NULL means unknown.
 */
ZOUT_REALTIME
void
zout_abx_facts_text(ZoutAbxFacts* facts, const char* name, const char* text);

/** Adds a number, with seven significant digits. What is not finite means unknown. */
ZOUT_REALTIME
void
zout_abx_facts_number(ZoutAbxFacts* facts, const char* name, double value);

/** Adds a whole number below 2^53. */
ZOUT_REALTIME
void
zout_abx_facts_count(ZoutAbxFacts* facts, const char* name, uint64_t value);

/** Adds `true` or `false`. */
ZOUT_REALTIME
void
zout_abx_facts_toggle(ZoutAbxFacts* facts, const char* name, bool value);

/** The name `prefix.symbol`, cut if it is too long. Any thread. */
ZOUT_REALTIME
void
zout_abx_facts_name(char name[ZOUT_ABX_FACT_NAME_BYTES], const char* prefix, const char* symbol);

/**
 * Adds the settings of some controls, as `prefix.symbol`, in port order, and their SHA-256 as `prefix.sha256`.
 *
 * @param shared Whether of the controls that both chains share, or of those that each has; see zout_param_is_shared().
 */
ZOUT_REALTIME
void
zout_abx_facts_settings(ZoutAbxFacts* facts, const char* prefix, const ZoutSettings* settings, bool shared);

/**
 * SHA-256 of the lines `symbol=value` of those facts `prefix.symbol`, one after the other, that stand before
 * `prefix.sha256`, or at the end of the list if there is none yet.
 *
 * @param hex Receives it as hexadecimal digits.
 */
ZOUT_REALTIME
void
zout_abx_facts_hash(const ZoutAbxFacts* facts, const char* prefix, char hex[ZOUT_ABX_HEX_BYTES]);

/** Adds all facts of another list. */
ZOUT_REALTIME
void
zout_abx_facts_append(ZoutAbxFacts* facts, const ZoutAbxFacts* others);

/**
 * Looks up a fact. Any thread.
 *
 * @param value Receives a text without its quotes and escapes, or the number as it was written; "" if unknown.
 * @param size Size of `value` in bytes; longer values are cut, texts between two characters.
 * @return False if there is no such fact, or it is unknown.
 */
bool
zout_abx_facts_find(const ZoutAbxFacts* facts, const char* name, char* value, size_t size);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // ZOUT_ABX_FACTS_H
