// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "catalog/value.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

ZoutValueText
zout_number_text(const double number)
{
	ZoutValueText result;
	snprintf(result.text, sizeof(result.text), "%.6g", number);
	return result;
}

static const char*
value_name(const ZoutParam param, const float value)
{
	const ZoutPoint* point = NULL;
	for (unsigned i = 0; (point = zout_param_point(param, i)); ++i) {
		if (fabsf(point->value - value) <= 0.0F) {
			return point->label;
		}
	}
	return zout_param_info(param)->scale != ZOUT_SCALE_TOGGLE ? NULL : value > 0.0F ? "on" : "off";
}

ZoutValueText
zout_value_text(const ZoutParam param, const float value)
{
	ZoutValueText     result;
	const char* const name = value_name(param, value);
	const char* const unit = zout_unit_symbol(zout_param_info(param)->unit);
	if (name) {
		snprintf(result.text, sizeof(result.text), "%s", name);
	} else {
		snprintf(result.text, sizeof(result.text), "%.6g%s%s", (double)value, *unit ? " " : "", unit);
	}
	return result;
}

ZoutValueText
zout_range_text(const ZoutParam param)
{
	ZoutValueText              result = {"off, on"};
	const ZoutParamInfo* const info   = zout_param_info(param);
	if (info->scale == ZOUT_SCALE_ENUM) {
		size_t           length = 0;
		const ZoutPoint* point  = NULL;
		for (unsigned i = 0; (point = zout_param_point(param, i)) && length < sizeof(result.text); ++i) {
			const size_t room = sizeof(result.text) - length;
			length += (size_t)snprintf(result.text + length, room, "%s%s", i ? ", " : "", point->label);
		}
	} else if (info->scale != ZOUT_SCALE_TOGGLE) {
		const char* const unit = zout_unit_symbol(info->unit);
		snprintf(result.text,
		         sizeof(result.text),
		         "%.6g to %.6g%s%s",
		         (double)info->min,
		         (double)info->max,
		         *unit ? " " : "",
		         unit);
	}
	return result;
}

bool
zout_number_begin(const char* const text, const char** const end, double* const number)
{
	const char* const legal = text + strspn(text, "+-.0123456789eE");
	char*             after = NULL;
	*number                 = strtod(text, &after); // LC_NUMERIC is "C" in this program
	*end                    = after;
	return after != text && after <= legal && isfinite(*number);
}

bool
zout_number_parse(const char* const text, double* const number)
{
	const char* end = NULL;
	return zout_number_begin(text, &end, number) && !*end;
}

/// Finds a value by its name
static bool
parse_name(const ZoutParam param, const char* const text, float* const value)
{
	const ZoutPoint* point = NULL;
	for (unsigned i = 0; (point = zout_param_point(param, i)); ++i) {
		if (!strcasecmp(text, point->label)) {
			*value = point->value;
			return true;
		}
	}

	static const char* const words[] = {"off", "on", "no", "yes", "false", "true"}; // the odd ones are 1
	for (unsigned i = 0; zout_param_info(param)->scale == ZOUT_SCALE_TOGGLE && i < 6; ++i) {
		if (!strcasecmp(text, words[i])) {
			*value = (float)(i % 2U);
			return true;
		}
	}
	return false;
}

static ZoutAudioStatus
refuse(const ZoutParam param, const char* const what, const char* const text, ZoutAudioError* const error)
{
	return zout_audio_fail(error,
	                       ZOUT_AUDIO_BAD_INPUT,
	                       "%s '%s' for %s, expected %s",
	                       what,
	                       text,
	                       zout_param_info(param)->symbol,
	                       zout_range_text(param).text);
}

ZoutAudioStatus
zout_value_check(const ZoutParam param, const double number, float* const value, ZoutAudioError* const error)
{
	const float narrow  = (float)number;
	const float clamped = zout_param_clamp(param, narrow);
	// Clamping goes to the nearest legal value: a legal one it leaves alone, but for denormals
	if (!isfinite(number) || fabsf(clamped - narrow) >= FLT_MIN) {
		return refuse(param, "value out of range", zout_number_text(number).text, error);
	}
	*value = clamped;
	return ZOUT_AUDIO_SUCCESS;
}

ZoutAudioStatus
zout_value_parse(const ZoutParam param, const char* const text, float* const value, ZoutAudioError* const error)
{
	double number = 0.0;
	if (parse_name(param, text, value)) {
		return ZOUT_AUDIO_SUCCESS;
	}
	if (zout_number_parse(text, &number)) {
		return zout_value_check(param, number, value, error);
	}
	return refuse(param, "bad value", text, error);
}
