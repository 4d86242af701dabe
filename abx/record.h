// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file record.h
 * The record of a session, as a value and as text.
 *
 * The text is JSON in one canonical form (docs/record.md): the same record is always the same bytes, and nothing else
 * is read. Neither direction allocates, prints, or depends on the locale.
 */

#ifndef ZOUT_ABX_RECORD_H
#define ZOUT_ABX_RECORD_H

#include "abx/context.h"
#include "abx/facts.h"
#include "abx/plan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ZOUT_ABX_SCHEMA "urn:zout:abx-record:1"

typedef enum {
	ZOUT_ABX_IDLE,     ///< No session yet
	ZOUT_ABX_RUNNING,  ///< In a record: unfinished
	ZOUT_ABX_FINISHED, ///< All trials answered, or decided by SPRT
	ZOUT_ABX_ABORTED,
} ZoutAbxState;

/** One answered trial. Times are in milliseconds since the start of the session. */
typedef struct {
	uint64_t begun_ms;
	uint64_t answered_ms;
	uint32_t heard[ZOUT_ABX_MAX_SOURCES]; ///< How often each source was chosen; the one it began with counts
	uint32_t undone;                      ///< Answers taken back or changed
	uint32_t seeks;
	uint32_t answer;
} ZoutAbxTrial;

/** Why a session did not show what its score might. */
typedef enum {
	ZOUT_ABX_BY_SCORE, ///< The score decides
	ZOUT_ABX_BY_ABORT, ///< Aborted
	ZOUT_ABX_BY_LEVEL, ///< Levels drifted apart
} ZoutAbxReason;

/** The evaluation. All of it follows from the rest of the record. */
typedef struct {
	unsigned      answered;
	unsigned      score; ///< See ZoutAbxOutcome
	double        p_value;
	double        low, high;                     ///< 95 % interval of the share of right answers
	double        d_prime[2];                    ///< By ZoutAbxObserver; the second one NAN but in ABX
	double        power[3];                      ///< At 70, 80 and 90 % right answers
	double        size;                          ///< Real risk of "shown" for somebody who guesses
	unsigned      needed;                        ///< zout_abx_needed()
	unsigned      answers[ZOUT_ABX_MAX_SOURCES]; ///< How often each answer was given
	double        bias_p;                        ///< zout_abx_bias_p() of them
	bool          shown;
	ZoutAbxReason reason;
} ZoutAbxResult;

/** All of a session. A plain value: may be copied. */
typedef struct {
	ZoutAbxState   state;
	ZoutAbxPlan    plan;
	ZoutAbxFacts   settings; ///< Context and extra facts
	uint8_t        commitment[ZOUT_ABX_HASH_BYTES];
	unsigned       n_trials; ///< Answered
	ZoutAbxTrial   trials[ZOUT_ABX_MAX_TRIALS];
	uint64_t       ended_ms; ///< 0 while running
	ZoutAbxMatch   match;    ///< As in the settings
	ZoutAbxClosing closing;
	uint8_t        seed[ZOUT_ABX_HASH_BYTES];  ///< Zero while running
	uint8_t        order[ZOUT_ABX_MAX_TRIALS]; ///< Bit i: chain of source i. Zero while running
} ZoutAbxRecord;

/** Evaluates an ended session. Not for the audio thread: some milliseconds with SPRT. */
void
zout_abx_record_evaluate(const ZoutAbxRecord* record, ZoutAbxResult* result);

/** Right answers (or how often A was preferred) among the first `n_trials`. [audio] */
ZOUT_REALTIME
unsigned
zout_abx_record_score(const ZoutAbxRecord* record, unsigned n_trials);

enum { ZOUT_ABX_RECORD_BYTES = 65536 }; ///< No text of a record is longer

/**
 * Writes a record as text.
 *
 * @param text Receives the text and a zero byte. [size]
 * @return Bytes without the zero; 0 if `size` is too small (ZOUT_ABX_RECORD_BYTES is enough) or nothing was recorded.
 */
size_t
zout_abx_record_write(const ZoutAbxRecord* record, char* text, size_t size);

/** What is wrong with a text. */
typedef struct {
	char field[80]; ///< Path of the field, as "plan.trials" or "trials[3].answer"
	char text[160]; ///< What is wrong with it, as "is 11, but the trials give 12"
} ZoutAbxFault;

enum { ZOUT_ABX_MAX_FAULTS = 8 };

typedef struct {
	bool         readable; ///< False if the text is no record at all, or of an unknown version
	unsigned     n_faults; ///< 0 if everything holds. At most ZOUT_ABX_MAX_FAULTS are told
	ZoutAbxFault faults[ZOUT_ABX_MAX_FAULTS];
} ZoutAbxVerdict;

/**
 * Reads a record and recomputes everything: form, check marks, digest, commitment, order, score, p, interval, verdict.
 *
 * @param text Any bytes, and a zero byte behind them. [size + 1]
 * @param record Receives the record; meaningful as far as no fault is reported.
 * @param result Receives the evaluation, recomputed; zero unless finished or aborted.
 * @return True if nothing is wrong.
 */
bool
zout_abx_record_verify(const char*     text,
                       size_t          size,
                       ZoutAbxRecord*  record,
                       ZoutAbxResult*  result,
                       ZoutAbxVerdict* verdict);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // ZOUT_ABX_RECORD_H
