// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file plan.h
 * What is fixed before the first trial: the question, the number of trials, and when the test may say "shown".
 *
 * Everything in abx/ is pure logic: no input or output, no clock, no threads, no locale.
 */

#ifndef ZOUT_ABX_PLAN_H
#define ZOUT_ABX_PLAN_H

#include "dsp/attributes.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
	ZOUT_ABX_MIN_TRIALS  = 5, ///< Fewer cannot show anything at 5 %
	ZOUT_ABX_MAX_TRIALS  = 200,
	ZOUT_ABX_MAX_SOURCES = 3,
	ZOUT_ABX_HASH_BYTES  = 32, ///< SHA-256; also the size of a seed
};

/** The question that each trial asks. */
typedef enum {
	ZOUT_ABX_PROTOCOL_ABX,        ///< X is A or B: which? A and B may be heard by name
	ZOUT_ABX_PROTOCOL_PREFERENCE, ///< 1 and 2 are A and B in unknown order: which is preferred?
	ZOUT_ABX_PROTOCOL_TRIANGLE,   ///< Two of 1, 2 and 3 are the same chain: which is the odd one?
} ZoutAbxProtocol;

/** When the session ends. */
typedef enum {
	ZOUT_ABX_STOP_FIXED, ///< After `trials` trials
	ZOUT_ABX_STOP_SPRT,  ///< When Wald's sequential probability ratio test decides, at the latest after `trials` trials
} ZoutAbxStop;

/** Sources of a trial that a listener can choose to hear. */
enum {
	ZOUT_ABX_A = 0, ///< ABX
	ZOUT_ABX_B = 1,
	ZOUT_ABX_X = 2,
	ZOUT_ABX_1 = 0, ///< Preference and triangle
	ZOUT_ABX_2 = 1,
	ZOUT_ABX_3 = 2,
};

/** The plan. It is part of the commitment. */
typedef struct {
	ZoutAbxProtocol protocol;
	ZoutAbxStop     stop;
	unsigned        trials; ///< ZOUT_ABX_MIN_TRIALS to ZOUT_ABX_MAX_TRIALS
	double          alpha;  ///< Risk of "shown" for somebody who guesses, 0.001 to 0.2
	double          beta;   ///< SPRT: risk of missing a listener who detects `target`, 0.001 to 0.2
	double          target; ///< SPRT: share of right answers of the listener to be found, 0.55 to 0.99
} ZoutAbxPlan;

/** ABX, 16 trials, fixed, alpha 0.05; for SPRT beta 0.05 and target 0.8. */
ZOUT_REALTIME
void
zout_abx_plan_init(ZoutAbxPlan* plan);

/**
 * What is wrong with a plan: one clause that names what was expected, as "trials must be 5 to 200", or NULL if the plan
 * can be used. Static.
 */
ZOUT_REALTIME
const char*
zout_abx_plan_fault(const ZoutAbxPlan* plan);

/** Probability of a right answer by guessing: 1/2, or 1/3 in a triangle. */
ZOUT_REALTIME
double
zout_abx_chance(ZoutAbxProtocol protocol);

/** Number of sources that can be heard: 3, in a preference test 2. */
ZOUT_REALTIME
unsigned
zout_abx_n_sources(ZoutAbxProtocol protocol);

/** Number of possible answers: 2, in a triangle 3. Answer i means "X is A", "X is B", or interval i + 1. */
ZOUT_REALTIME
unsigned
zout_abx_n_answers(ZoutAbxProtocol protocol);

/** Name of a source or, as they are named alike, of an answer: 'A', 'B', 'X' or '1', '2', '3'. */
char
zout_abx_source_name(ZoutAbxProtocol protocol, unsigned source);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // ZOUT_ABX_PLAN_H
