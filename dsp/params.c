// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "zout.h"

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

static const ZoutParamInfo params[ZOUT_N_PARAMS] = {
#define ZOUT_PARAM(id, symbol, name, short_name, group, unit, scale, min, def, max, comment) \
	[ZOUT_##id] = {#symbol,                                                                  \
	               name,                                                                     \
	               short_name,                                                               \
	               comment,                                                                  \
	               ZOUT_GROUP_##group,                                                       \
	               ZOUT_UNIT_##unit,                                                         \
	               ZOUT_SCALE_##scale,                                                       \
	               (float)(min),                                                             \
	               (float)(def),                                                             \
	               (float)(max)},
#include "params.def"
};

static const ZoutMeterInfo meters[ZOUT_N_METERS] = {
#define ZOUT_METER(id, symbol, name, short_name, unit, min, def, max, comment) \
	[ZOUT_METER_##id] = {                                                      \
		#symbol, name, short_name, comment, ZOUT_UNIT_##unit, (float)(min), (float)(def), (float)(max)},
#include "params.def"
};

/// A scale point beside the parameter that it belongs to
typedef struct {
	ZoutParam param;
	ZoutPoint point;
} OwnedPoint;

static const OwnedPoint points[] = {
#define ZOUT_POINT(id, value, label) {ZOUT_##id, {(float)(value), label}},
#include "params.def"
};

const ZoutParamInfo*
zout_param_info(const ZoutParam param)
{
	return &params[param];
}

const ZoutMeterInfo*
zout_meter_info(const ZoutMeter meter)
{
	return &meters[meter];
}

ZoutParam
zout_param_find(const char* const symbol)
{
	unsigned i = 0;
	while (i < ZOUT_N_PARAMS && strcmp(params[i].symbol, symbol) != 0) {
		++i;
	}
	return (ZoutParam)i;
}

bool
zout_param_is_shared(const ZoutParam param)
{
	const ZoutGroup group = params[param].group;
	return group == ZOUT_GROUP_LISTENING || group == ZOUT_GROUP_HEADPHONE;
}

const ZoutPoint*
zout_param_point(const ZoutParam param, const unsigned index)
{
	unsigned seen = 0;
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); ++i) {
		if (points[i].param == param && seen++ == index) {
			return &points[i].point;
		}
	}
	return NULL;
}

/// The scale point nearest to `value`
static float
nearest_point(const ZoutParam param, const float value)
{
	float best = params[param].def;
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); ++i) {
		if (points[i].param == param && fabsf(points[i].point.value - value) < fabsf(best - value)) {
			best = points[i].point.value;
		}
	}
	return best;
}

float
zout_param_clamp(const ZoutParam param, const float value)
{
	const ZoutParamInfo* const info = &params[param];
	if (isnan(value)) {
		return info->def;
	}

	// A caller who has denormals read as zero must not hear something else than one who has not
	const float normal  = fabsf(value) < FLT_MIN ? 0.0F : value;
	const float clamped = normal < info->min ? info->min : normal > info->max ? info->max : normal;
	switch (info->scale) {
	case ZOUT_SCALE_TOGGLE:
		return clamped > 0.0F ? 1.0F : 0.0F; // lv2:enabled: anything above 0 is on
	case ZOUT_SCALE_ENUM:
		return nearest_point(param, clamped);
	case ZOUT_SCALE_LINEAR:
	case ZOUT_SCALE_LOG:
		break;
	}
	return clamped;
}

const char*
zout_unit_symbol(const ZoutUnit unit)
{
	switch (unit) {
	case ZOUT_UNIT_NONE:
		break;
	case ZOUT_UNIT_DB:
		return "dB";
	case ZOUT_UNIT_DBFS:
		return "dBFS";
	case ZOUT_UNIT_DBSPL:
		return "dB SPL";
	case ZOUT_UNIT_DBSPLV:
		return "dB SPL/V";
	case ZOUT_UNIT_HZ:
		return "Hz";
	case ZOUT_UNIT_KHZ:
		return "kHz";
	case ZOUT_UNIT_VRMS:
		return "Vrms";
	case ZOUT_UNIT_UV:
		return "uV";
	case ZOUT_UNIT_OHM:
		return "ohm";
	case ZOUT_UNIT_MA:
		return "mA";
	case ZOUT_UNIT_MW:
		return "mW";
	case ZOUT_UNIT_MH:
		return "mH";
	case ZOUT_UNIT_UF:
		return "uF";
	}
	return "";
}

const char*
zout_group_name(const ZoutGroup group)
{
	switch (group) {
	case ZOUT_GROUP_LISTENING:
		return "Listening";
	case ZOUT_GROUP_AMPLIFIER:
		return "Amplifier";
	case ZOUT_GROUP_EUPHONIC:
		return "Euphonic";
	case ZOUT_GROUP_HEADPHONE:
		return "Headphone";
	}
	return "";
}

void
zout_settings_init(ZoutSettings* const settings)
{
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		settings->value[i] = params[i].def;
	}
}
