// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file evaluate.h
 * From answers to the verdict.
 */

#ifndef ZOUT_ABX_EVALUATE_H
#define ZOUT_ABX_EVALUATE_H

#include "abx/record.h"
#include "abx/stats.h"

/** The part of a result that a session shows at once. */
typedef struct {
	ZoutAbxOutcome outcome;
	double         p_value;
	ZoutAbxReason  reason;
	bool           shown;
} ZoutAbxGrade;

/** Grades an ended session. [audio] */
ZOUT_REALTIME
ZoutAbxGrade
zout_abx_grade(const ZoutAbxRecord* record);

#endif // ZOUT_ABX_EVALUATE_H
