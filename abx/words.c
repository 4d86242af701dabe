// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/words.h"

#include "abx/stats.h"
#include "abx/text.h"

#include <math.h>
#include <string.h>

static void
put_percent(ZoutAbxText* const text, const double share)
{
	zout_abx_put_number(text, rint(share * 1e6) / 1e4);
	zout_abx_put(text, " %");
}

ZoutAbxWords
zout_abx_p_words(const double p)
{
	static const double smallest = 1e-4;
	ZoutAbxWords        words;
	ZoutAbxText         text = zout_abx_text(words.text, sizeof(words.text));
	if (p < smallest) {
		zout_abx_put(&text, "p < 0.0001");
		return words;
	}
	unsigned decimals = 3;
	decimals += p < 0.1 ? 1U : 0U;
	decimals += p < 0.01 ? 1U : 0U;
	decimals += p < 0.001 ? 1U : 0U;
	zout_abx_put(&text, "p = ");
	zout_abx_put_fixed(&text, p, decimals);
	return words;
}

/// "4 times in 5": the simplest fraction within one in a hundred, or else hundredths
static void
put_times(ZoutAbxText* const text, const double p)
{
	static const double near = 0.01;
	if (p > 1.0 - near || p < near) {
		zout_abx_put(text, p < near ? "hardly ever" : "practically always");
		return;
	}
	unsigned parts = 2;
	while (parts <= 10U && fabs(rint(p * (double)parts) / (double)parts - p) > near) {
		++parts;
	}
	parts                = parts <= 10U ? parts : 100U;
	const uint64_t times = (uint64_t)rint(p * (double)parts);
	zout_abx_put_count(text, times);
	zout_abx_put(text, times == 1U ? " time in " : " times in ");
	zout_abx_put_count(text, parts);
}

static void
put_power(ZoutAbxText* const text, const ZoutAbxPlan* const plan)
{
	const bool preference = plan->protocol == ZOUT_ABX_PROTOCOL_PREFERENCE;
	zout_abx_put(text, preference ? "; finds a preference of 80 % " : "; finds an 80 % listener ");
	put_times(text, zout_abx_power(plan, 0.8));
	zout_abx_put(text, preference ? " (of 70 %: " : " (a 70 % one: ");
	zout_abx_put_fixed(text, 100.0 * zout_abx_power(plan, 0.7), 0);
	zout_abx_put(text, preference ? " %, of 90 %: " : " %, a 90 % one: ");
	zout_abx_put_fixed(text, 100.0 * zout_abx_power(plan, 0.9), 0);
	zout_abx_put(text, " %)");
}

ZoutAbxWords
zout_abx_plan_words(const ZoutAbxPlan* const plan)
{
	ZoutAbxWords words;
	ZoutAbxText  text = zout_abx_text(words.text, sizeof(words.text));
	if (plan->stop == ZOUT_ABX_STOP_SPRT) {
		zout_abx_put(&text, "at most ");
		zout_abx_put_count(&text, plan->trials);
		zout_abx_put(&text, " trials, on average ");
		zout_abx_put_fixed(&text, zout_abx_expected_trials(plan, zout_abx_chance(plan->protocol)), 0);
		zout_abx_put(&text, " when guessing");
		put_power(&text, plan);
		return words;
	}

	const unsigned needed = zout_abx_needed(plan);
	if (needed > plan->trials) {
		zout_abx_put(&text, "no score of ");
		zout_abx_put_count(&text, plan->trials);
		zout_abx_put(&text, " trials can show anything at ");
		put_percent(&text, plan->alpha);
		return words;
	}
	zout_abx_put_count(&text, needed);
	zout_abx_put(&text, " of ");
	zout_abx_put_count(&text, plan->trials);
	zout_abx_put(&text, plan->protocol == ZOUT_ABX_PROTOCOL_PREFERENCE ? " for one of them" : "");
	put_power(&text, plan);
	return words;
}

ZoutAbxWords
zout_abx_verdict_words(const ZoutAbxPlan* const plan, const ZoutAbxResult* const result)
{
	ZoutAbxWords words;
	ZoutAbxText  text = zout_abx_text(words.text, sizeof(words.text));
	memset(words.text, 0, sizeof(words.text));
	if (plan->protocol == ZOUT_ABX_PROTOCOL_PREFERENCE) {
		const bool a = 2U * result->score > result->answered;
		zout_abx_put(&text, !result->shown ? "preference " : a ? "preference for A " : "preference for B ");
	}
	zout_abx_put(&text, result->shown ? "shown at " : "not shown");
	if (result->shown) {
		put_percent(&text, plan->alpha);
	} else if (result->reason != ZOUT_ABX_BY_SCORE) {
		zout_abx_put(&text, result->reason == ZOUT_ABX_BY_ABORT ? " (aborted)" : " (levels drifted apart)");
	}
	return words;
}

ZoutAbxWords
zout_abx_result_words(const ZoutAbxPlan* const plan, const ZoutAbxResult* const result)
{
	const bool   preference = plan->protocol == ZOUT_ABX_PROTOCOL_PREFERENCE;
	ZoutAbxWords words;
	ZoutAbxText  text = zout_abx_text(words.text, sizeof(words.text));
	zout_abx_put(&text, preference ? "A preferred in " : "");
	zout_abx_put_count(&text, result->score);
	zout_abx_put(&text, " of ");
	zout_abx_put_count(&text, result->answered);
	zout_abx_put(&text, preference ? ", " : " right, ");
	zout_abx_put(&text, zout_abx_p_words(result->p_value).text);
	zout_abx_put(&text, ", 95 % interval ");
	zout_abx_put_fixed(&text, 100.0 * result->low, 0);
	zout_abx_put(&text, " to ");
	zout_abx_put_fixed(&text, 100.0 * result->high, 0);
	zout_abx_put(&text, " %, d' ");
	zout_abx_put_fixed(&text, result->d_prime[ZOUT_ABX_DIFFERENCING], 1);
	if (plan->protocol == ZOUT_ABX_PROTOCOL_ABX) {
		zout_abx_put(&text, " (differencing) or ");
		zout_abx_put_fixed(&text, result->d_prime[ZOUT_ABX_INDEPENDENT], 1);
		zout_abx_put(&text, " (independent observation)");
	}
	return words;
}
