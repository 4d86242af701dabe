// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/evaluate.h"

#include "abx/draw.h"

#include <math.h>
#include <string.h>

static const double confidence = 0.95;

unsigned
zout_abx_record_score(const ZoutAbxRecord* const record, const unsigned n_trials)
{
	unsigned score = 0;
	for (unsigned i = 0; i < n_trials; ++i) {
		const unsigned right = zout_abx_right_answers(record->plan.protocol, record->order[i]);
		score += right >> record->trials[i].answer & 1U;
	}
	return score;
}

/// True if matched levels were found apart at the end
static bool
has_drifted(const ZoutAbxRecord* const record)
{
	const ZoutAbxClosing* const closing = &record->closing;
	return closing->valid && record->match != ZOUT_ABX_MATCH_OFF &&
	       (fabs(closing->residual_db[0]) > ZOUT_ABX_MAX_LEVEL_ERROR_DB ||
	        fabs(closing->residual_db[1]) > ZOUT_ABX_MAX_LEVEL_ERROR_DB);
}

ZoutAbxGrade
zout_abx_grade(const ZoutAbxRecord* const record)
{
	ZoutAbxGrade grade   = {.outcome = {record->n_trials, zout_abx_record_score(record, record->n_trials)}};
	grade.p_value        = zout_abx_p_value(&record->plan, &grade.outcome);
	grade.reason         = record->state != ZOUT_ABX_FINISHED ? ZOUT_ABX_BY_ABORT
	                       : has_drifted(record)              ? ZOUT_ABX_BY_LEVEL
	                                                          : ZOUT_ABX_BY_SCORE;
	const bool may_count = grade.reason == ZOUT_ABX_BY_SCORE;
	grade.shown          = may_count && zout_abx_is_significant(&record->plan, grade.p_value);
	return grade;
}

void
zout_abx_record_evaluate(const ZoutAbxRecord* const record, ZoutAbxResult* const result)
{
	static const double      shares[] = {0.7, 0.8, 0.9};
	const ZoutAbxPlan* const plan     = &record->plan;
	const ZoutAbxGrade       grade    = zout_abx_grade(record);
	memset(result, 0, sizeof(*result));
	result->answered = grade.outcome.trials;
	result->score    = grade.outcome.score;
	result->p_value  = grade.p_value;
	result->shown    = grade.shown;
	result->reason   = grade.reason;
	result->needed   = zout_abx_needed(plan);
	result->size     = zout_abx_power(plan, zout_abx_chance(plan->protocol));
	zout_abx_interval(plan, &grade.outcome, confidence, &result->low, &result->high);
	result->d_prime[ZOUT_ABX_DIFFERENCING] = zout_abx_d_prime(plan->protocol, ZOUT_ABX_DIFFERENCING, &grade.outcome);
	result->d_prime[ZOUT_ABX_INDEPENDENT]  = plan->protocol == ZOUT_ABX_PROTOCOL_ABX
	                                             ? zout_abx_d_prime(plan->protocol, ZOUT_ABX_INDEPENDENT, &grade.outcome)
	                                             : (double)NAN;
	for (unsigned i = 0; i < 3; ++i) {
		result->power[i] = zout_abx_power(plan, shares[i]);
	}
	for (unsigned i = 0; i < record->n_trials; ++i) {
		++result->answers[record->trials[i].answer];
	}
	result->bias_p = zout_abx_bias_p(zout_abx_n_answers(plan->protocol), result->answers);
}
