// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/plan.h"

#include <stdbool.h>
#include <stddef.h>

static const ZoutAbxPlan defaults = {ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_STOP_FIXED, 16, 0.05, 0.05, 0.8};

void
zout_abx_plan_init(ZoutAbxPlan* const plan)
{
	*plan = defaults;
}

/// False for what is not a number, too
static bool
within(const double value, const double low, const double high)
{
	return value >= low && value <= high;
}

const char*
zout_abx_plan_fault(const ZoutAbxPlan* const plan)
{
	if ((unsigned)plan->protocol > ZOUT_ABX_PROTOCOL_TRIANGLE) {
		return "protocol must be abx, preference or triangle";
	}
	if ((unsigned)plan->stop > ZOUT_ABX_STOP_SPRT) {
		return "stop must be fixed or sprt";
	}
	if (plan->trials < ZOUT_ABX_MIN_TRIALS || plan->trials > ZOUT_ABX_MAX_TRIALS) {
		return "trials must be 5 to 200";
	}
	if (!within(plan->alpha, 0.001, 0.2)) {
		return "alpha must be 0.001 to 0.2";
	}
	if (!within(plan->beta, 0.001, 0.2)) {
		return "beta must be 0.001 to 0.2";
	}
	if (!within(plan->target, 0.55, 0.99)) {
		return "target must be 0.55 to 0.99";
	}
	if (plan->stop == ZOUT_ABX_STOP_SPRT && plan->protocol == ZOUT_ABX_PROTOCOL_PREFERENCE) {
		return "stop must be fixed in a preference test, which has two directions";
	}
	return NULL;
}

double
zout_abx_chance(const ZoutAbxProtocol protocol)
{
	return protocol == ZOUT_ABX_PROTOCOL_TRIANGLE ? 1.0 / 3.0 : 0.5;
}

unsigned
zout_abx_n_sources(const ZoutAbxProtocol protocol)
{
	return protocol == ZOUT_ABX_PROTOCOL_PREFERENCE ? 2U : 3U;
}

unsigned
zout_abx_n_answers(const ZoutAbxProtocol protocol)
{
	return protocol == ZOUT_ABX_PROTOCOL_TRIANGLE ? 3U : 2U;
}

char
zout_abx_source_name(const ZoutAbxProtocol protocol, const unsigned source)
{
	const char* const names = protocol == ZOUT_ABX_PROTOCOL_ABX ? "ABX" : "123";
	return source < ZOUT_ABX_MAX_SOURCES ? names[source] : '?';
}
