// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file codec.h
 * One description of the record for both directions: each step writes a value, or reads it and demands the same bytes.
 *
 * The first failure of reading stays; later steps do nothing.
 */

#ifndef ZOUT_ABX_CODEC_H
#define ZOUT_ABX_CODEC_H

#include "abx/record.h"
#include "abx/text.h"

#define ZOUT_ABX_SETTINGS_OPEN "\t\"settings\": {\n"
#define ZOUT_ABX_CLOSE "\t},\n"
#define ZOUT_ABX_NEXT ",\n"

/** What an evaluation says in a record. */
typedef struct {
	ZoutAbxResult result;
	char          verdict[64];
} ZoutAbxStatement;

typedef struct {
	ZoutAbxText* out;     ///< Where to write, or NULL
	const char*  in;      ///< What to read next, zero-terminated
	const char*  section; ///< Of the value in work, or NULL
	const char*  key;
	int          index; ///< Of a member of a list, or -1
	bool         failed;
	ZoutAbxFault fault;
} ZoutAbxCodec;

/** Notes a failure of the value in work. */
ZOUT_REALTIME
void
zout_abx_codec_fail(ZoutAbxCodec* codec, const char* what);

/** Exactly these bytes. */
ZOUT_REALTIME
void
zout_abx_code_literal(ZoutAbxCodec* codec, const char* literal);

/** Enters a section: `\t"name": ` and what opens it. */
ZOUT_REALTIME
void
zout_abx_code_open(ZoutAbxCodec* codec, const char* name, const char* bracket);

/** Leaves a section. */
ZOUT_REALTIME
void
zout_abx_code_close(ZoutAbxCodec* codec, const char* bracket);

/** The name of a value, at the front of a line. */
ZOUT_REALTIME
void
zout_abx_code_key(ZoutAbxCodec* codec, const char* key);

/** A whole number up to `max`, below 2^53. */
void
zout_abx_code_count(ZoutAbxCodec* codec, uint64_t* value, uint64_t max);

/** The same of another type, up to `max`. */
void
zout_abx_code_unsigned(ZoutAbxCodec* codec, unsigned* value, unsigned max);

/** A number, or null for NAN. */
ZOUT_REALTIME
void
zout_abx_code_number(ZoutAbxCodec* codec, double* value);

/** A line that is not the last one of its section. */
ZOUT_REALTIME
void
zout_abx_code_keyed_number(ZoutAbxCodec* codec, const char* key, double* value);

/** The same with a whole number up to `max`. */
ZOUT_REALTIME
void
zout_abx_code_keyed_unsigned(ZoutAbxCodec* codec, const char* key, unsigned* value, unsigned max);

/** One of `n` words in quotes. */
ZOUT_REALTIME
void
zout_abx_code_word(ZoutAbxCodec* codec, const char* const words[], unsigned n, unsigned* value);

/** A hash in quotes. */
void
zout_abx_code_hash(ZoutAbxCodec* codec, uint8_t hash[ZOUT_ABX_HASH_BYTES]);

/** Lines of facts, up to the end of the section. */
void
zout_abx_code_facts(ZoutAbxCodec* codec, ZoutAbxFacts* facts);

/** A whole record but for its check marks and digest. The statement is used if the session has ended. */
void
zout_abx_code_record(ZoutAbxCodec* codec, ZoutAbxRecord* record, ZoutAbxStatement* statement);

/** What stands at the end of the record of a session that has ended. */
void
zout_abx_code_end(ZoutAbxCodec* codec, ZoutAbxRecord* record, ZoutAbxStatement* statement);

/** Copies a plan, with the numbers that a record can hold: seven significant digits. [audio] */
ZOUT_REALTIME
void
zout_abx_plan_written(const ZoutAbxPlan* plan, ZoutAbxPlan* out);

/** The lines of a plan as they stand in a record. [audio] */
ZOUT_REALTIME
void
zout_abx_put_plan(ZoutAbxText* text, const ZoutAbxPlan* plan);

/** Notes what is wrong with a field. */
void
zout_abx_object(ZoutAbxVerdict* verdict, const char* field, const char* what);

/** Notes what is wrong with the settings of a record that was read, and takes from them how levels were matched. */
void
zout_abx_check_settings(ZoutAbxRecord* record, ZoutAbxVerdict* verdict);

#endif // ZOUT_ABX_CODEC_H
