// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/service/safety.h"

#include "catalog/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

typedef struct {
	const char* name;
	double      min;
	double      max;
} Unit;

static const Unit units[] = {
	[ZOUT_CAP_DBFS]  = {"dBFS", -120.0, 0.0},
	[ZOUT_CAP_VRMS]  = {"Vrms", 1e-4, 100.0},
	[ZOUT_CAP_DBSPL] = {"dBSPL", 20.0, 150.0},
};

ZoutSafety
zout_safety_default(void)
{
	const ZoutSafety safety = {{0.0, ZOUT_CAP_DBFS}, -20.0F, 0.0F};
	return safety;
}

ZoutAudioStatus
zout_cap_parse(const char* const text, ZoutCap* const cap, ZoutAudioError* const error)
{
	const char* end    = NULL;
	double      number = 0.0;
	const bool  begins = zout_number_begin(text, &end, &number);
	for (unsigned i = 0; begins && i < sizeof(units) / sizeof(units[0]); ++i) {
		if (!strcasecmp(end + strspn(end, " \t"), units[i].name)) {
			if (!(number >= units[i].min && number <= units[i].max)) {
				return zout_audio_fail(error,
				                       ZOUT_AUDIO_BAD_INPUT,
				                       "value out of range '%s', expected %g to %g %s",
				                       text,
				                       units[i].min,
				                       units[i].max,
				                       units[i].name);
			}
			cap->value = number;
			cap->unit  = (ZoutCapUnit)i;
			return ZOUT_AUDIO_SUCCESS;
		}
	}
	return zout_audio_fail(error,
	                       ZOUT_AUDIO_BAD_INPUT,
	                       "bad value '%s', expected a number and dBFS, Vrms or dBSPL, as in '-10 dBFS'",
	                       text);
}

ZoutCapText
zout_cap_text(const ZoutCap cap)
{
	ZoutCapText text;
	snprintf(text.text, sizeof(text.text), "%.6g %s", cap.value, units[cap.unit].name);
	return text;
}

double
zout_cap_lin(const ZoutCap cap, const ZoutSettings* const settings)
{
	if (cap.unit == ZOUT_CAP_DBFS) {
		return fmin(pow(10.0, cap.value / 20.0), 1.0);
	}
	// A sine of `output_level` Vrms has its peak at 1; the sensitivity is the level at 1 Vrms
	const double sensitivity_db = (double)settings->value[ZOUT_SENSITIVITY];
	const double limit_vrms = cap.unit == ZOUT_CAP_VRMS ? cap.value : pow(10.0, (cap.value - sensitivity_db) / 20.0);
	return fmin(limit_vrms / (double)settings->value[ZOUT_OUTPUT_LEVEL], 1.0);
}
