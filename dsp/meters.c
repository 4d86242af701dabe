// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "meters.h"

#include "units.h"

#include <math.h>
#include <string.h>

static const double integration_s      = 0.3;
static const double peak_fall_db_per_s = 20.0;
static const double clip_hold_s        = 1.0;

void
zout_meters_init(ZoutMeters* const meters, const double rate_hz)
{
	memset(meters, 0, sizeof(*meters));
	const double tile_s = ZOUT_TILE_FRAMES / rate_hz;
	meters->keep        = exp(-tile_s / integration_s);
	meters->peak_fall   = zout_db_to_lin(-peak_fall_db_per_s * tile_s);
	meters->hold_tiles  = (unsigned)ceil(clip_hold_s / tile_s);
}

void
zout_meters_reset(ZoutMeters* const meters)
{
	memset(meters->clip_left, 0, sizeof(meters->clip_left));
	memset(meters->sum, 0, sizeof(meters->sum));
	memset(meters->mean, 0, sizeof(meters->mean));
	memset(meters->peak, 0, sizeof(meters->peak));
}

void
zout_meters_add(ZoutMeters* const   meters,
                const double* const voltage,
                const double* const current,
                const unsigned      lanes,
                const unsigned      n_frames)
{
	// Four running sums each, whatever the lanes: with two lanes, even and odd frames apart.
	double         v[4] = {0.0};
	double         c[4] = {0.0};
	double         p[4] = {0.0};
	const unsigned n    = n_frames * lanes;
	unsigned       i    = 0;
	for (; i + 4U <= n; i += 4U) {
		for (unsigned k = 0; k < 4; ++k) {
			v[k] += voltage[i + k] * voltage[i + k];
			c[k] += current[i + k] * current[i + k];
			p[k] += voltage[i + k] * current[i + k];
		}
	}
	for (unsigned k = 0; i < n; ++i, ++k) {
		v[k] += voltage[i] * voltage[i];
		c[k] += current[i] * current[i];
		p[k] += voltage[i] * current[i];
	}
	for (unsigned k = 0; k < 4; ++k) {
		ZoutMeans* const sum = &meters->sum[k % lanes];
		sum->voltage += v[k];
		sum->current += c[k];
		sum->power += p[k];
	}
}

void
zout_meters_add_output(ZoutMeters* const  meters,
                       const unsigned     lane,
                       const float* const out,
                       const unsigned     n_frames)
{
	float peak = 0.0F;
	for (unsigned i = 0; i < n_frames; ++i) {
		const float size = fabsf(out[i]);
		peak             = size > peak ? size : peak;
	}
	meters->peak[lane] = fmax(meters->peak[lane], (double)peak);
}

void
zout_meters_end_tile(ZoutMeters* const meters, const unsigned lanes)
{
	const double take = (1.0 - meters->keep) / ZOUT_TILE_FRAMES;
	for (unsigned lane = 0; lane < lanes; ++lane) {
		ZoutMeans* const mean = &meters->mean[lane];
		ZoutMeans* const sum  = &meters->sum[lane];
		mean->voltage         = meters->keep * mean->voltage + take * sum->voltage;
		mean->current         = meters->keep * mean->current + take * sum->current;
		mean->power           = meters->keep * mean->power + take * sum->power;
		*sum                  = (ZoutMeans){0.0, 0.0, 0.0};
		meters->peak[lane] *= meters->peak_fall;
	}
	for (unsigned chain = 0; chain < ZOUT_MAX_CHAINS; ++chain) {
		meters->clip_left[chain] -= meters->clip_left[chain] > 0;
	}
}

void
zout_meters_read(const ZoutMeters* const meters,
                 const unsigned          chain,
                 const double            volts_per_fs,
                 const double            amps_per_fs,
                 const double            sensitivity_db,
                 float                   values[ZOUT_N_METERS])
{
	const ZoutMeans* const left    = &meters->mean[2U * chain];
	const ZoutMeans* const right   = left + 1;
	const ZoutMeans* const louder  = right->voltage > left->voltage ? right : left;
	const double* const    peak    = &meters->peak[2U * chain];
	const double           voltage = volts_per_fs * sqrt(louder->voltage);
	const double           floor_db = (double)zout_meter_info(ZOUT_METER_PEAK_L)->min;
	const double           quiet_db = (double)zout_meter_info(ZOUT_METER_SPL)->min;

	double value[ZOUT_N_METERS];
	value[ZOUT_METER_VOLTAGE] = voltage;
	value[ZOUT_METER_CURRENT] = 1e3 * amps_per_fs * sqrt(louder->current);
	value[ZOUT_METER_POWER]   = 1e3 * volts_per_fs * amps_per_fs * louder->power;
	value[ZOUT_METER_SPL]     = fmax(quiet_db, sensitivity_db + zout_lin_to_db(voltage, -1e3));
	value[ZOUT_METER_CLIP]    = meters->clip_left[chain] ? 1.0 : 0.0;
	value[ZOUT_METER_PEAK_L]  = zout_lin_to_db(peak[0], floor_db);
	value[ZOUT_METER_PEAK_R]  = zout_lin_to_db(peak[1], floor_db);

	for (unsigned i = 0; i < ZOUT_N_METERS; ++i) {
		const ZoutMeterInfo* const info = zout_meter_info((ZoutMeter)i);
		values[i]                       = (float)fmin(fmax(value[i], (double)info->min), (double)info->max);
	}
}
