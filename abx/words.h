// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file words.h
 * Plans and results in plain English, the same on every screen.
 */

#ifndef ZOUT_ABX_WORDS_H
#define ZOUT_ABX_WORDS_H

#include "abx/record.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Room for a sentence. */
typedef struct {
	char text[320];
} ZoutAbxWords;

/** What a plan demands and finds: "12 of 16; finds an 80 % listener 4 times in 5 (a 70 % one: 45 %, a 90 % one:
 * 98 %)". */
ZoutAbxWords
zout_abx_plan_words(const ZoutAbxPlan* plan);

/** The verdict: "shown at 5 %", "not shown", "not shown (aborted)", "preference for A shown at 5 %". */
ZoutAbxWords
zout_abx_verdict_words(const ZoutAbxPlan* plan, const ZoutAbxResult* result);

/** A probability with three significant digits: "p = 0.0384", "p < 0.0001". */
ZoutAbxWords
zout_abx_p_words(double p);

/** The numbers: "12 of 16 right, p = 0.0384, 95 % interval 48 to 93 %, d' 1.6 (differencing)". */
ZoutAbxWords
zout_abx_result_words(const ZoutAbxPlan* plan, const ZoutAbxResult* result);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // ZOUT_ABX_WORDS_H
