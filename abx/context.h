// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file context.h
 * What a record must tell of the circumstances, one member for each item, so that all programs tell the same.
 *
 * Unknown: NULL for texts, NAN for numbers. An unknown is written as null, not left out; what gains lost is left out,
 * as by the records of programs that knew nothing of it.
 */

#ifndef ZOUT_ABX_CONTEXT_H
#define ZOUT_ABX_CONTEXT_H

#include "abx/facts.h"
#include "dsp/zout.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Levels that differ by more are not matched, dB. */
#define ZOUT_ABX_MAX_LEVEL_ERROR_DB 0.1

/** How levels were matched. */
typedef enum {
	ZOUT_ABX_MATCH_OFF,       ///< Not at all: the level is part of the difference
	ZOUT_ABX_MATCH_1KHZ,      ///< A 1 kHz sine at the headphone
	ZOUT_ABX_MATCH_PROGRAMME, ///< K-weighted loudness of the programme at the headphone
} ZoutAbxMatch;

/** Everything that is known before the first trial. Texts belong to the caller. */
typedef struct {
	// Who and with what
	const char* program;    ///< "zout abx" or "urn:zout:abx"
	const char* version;    ///< zout_version()
	const char* build;      ///< Commit of the source
	const char* listener;   ///< A name or number of the listener
	const char* equipment;  ///< Real headphone, amplifier and DAC
	uint64_t    started_s;  ///< UTC in seconds since 1970, 0 if unknown
	unsigned    earlier;    ///< Sessions of this listener or instance before this one, aborted ones included
	unsigned    aborted;    ///< Those of them that were aborted or left unfinished
	double      training_s; ///< Time spent on listening by name before the test

	// What is compared: chain 0 gives the settings of Listening and Headphone, both give Amplifier and Euphonic
	const char*         names[2]; ///< Of A and B, as typed or as labelled
	const char*         phones;   ///< Name of the simulated headphone
	const ZoutSettings* settings[2];

	// Processing
	const char* backend; ///< "jack", "alsa", "file", "lv2"
	const char* isa;     ///< zout_model_isa()
	double      rate_hz;
	double      block_frames;
	double      latency_frames;

	// Programme
	const char* source;        ///< "live" or "file"
	const char* source_name;   ///< Last part of its path
	const char* source_sha256; ///< Of the file's bytes
	double      loop_start_s;
	double      loop_end_s;
	bool        restart; ///< True if the loop starts anew at every switch

	// Levels
	ZoutAbxMatch match;
	double       match_gain_db;     ///< Gain given to B, so that it is as loud as A
	double       residual_db[2];    ///< Level of B over A that was left, left and right
	double       turned_down_db[2]; ///< What the gains of A and B lost for the same voltage (equal_volts.h)
	double       rms_dbfs[2];       ///< A and B
	double       peak_dbfs[2];      ///< A and B
	double       spl_db[2];         ///< A and B, estimated from the sensitivity
	double       max_spl_db;        ///< Cap for both chains
} ZoutAbxContext;

/** Everything unknown. */
ZOUT_REALTIME
void
zout_abx_context_init(ZoutAbxContext* context);

/** Adds all of it to a list, in a fixed order and under fixed names (docs/record.md). [audio] */
ZOUT_REALTIME
void
zout_abx_context_tell(const ZoutAbxContext* context, ZoutAbxFacts* facts);

/** What is known only when the trials are over. */
typedef struct {
	double   residual_db[2]; ///< Level of B over A, measured again, left and right
	double   xruns;          ///< Gaps in the audio during the session
	double   lowest_cap_db;  ///< The lowest gain of the cap, 0 or less; NAN if there was none, or nobody knows
	uint32_t valid;          ///< Nonzero if the members above were set
} ZoutAbxClosing;

#ifdef __cplusplus
} // extern "C"
#endif

#endif // ZOUT_ABX_CONTEXT_H
