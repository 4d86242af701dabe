// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "meters.h"

#include "units.h"

#include <math.h>
#include <string.h>

static const double integration_s      = 0.3;
static const double peak_fall_db_per_s = 20.0;
static const double clip_hold_s        = 1.0;

/// As zout_lin_to_db(), with the cheaper logarithm: a block of few frames shows what this costs
static double
level_db(const double lin, const double floor_db)
{
	const double db_per_octave = 6.0205999132796239; // 20 log10(2)
	return lin > 0.0 ? fmax(floor_db, db_per_octave * (double)log2f((float)lin)) : floor_db;
}

void
zout_meters_init(ZoutMeters* const meters, const double rate_hz)
{
	memset(meters, 0, sizeof(*meters));
	const double tile_s = ZOUT_TILE_FRAMES / rate_hz;
	meters->keep        = exp(-tile_s / integration_s);
	meters->peak_fall   = zout_db_to_lin(-peak_fall_db_per_s * tile_s);
	meters->hold_tiles  = (unsigned)ceil(clip_hold_s / tile_s);
	for (unsigned i = 0; i < ZOUT_N_METERS; ++i) {
		meters->least[i] = (double)zout_meter_info((ZoutMeter)i)->min;
		meters->most[i]  = (double)zout_meter_info((ZoutMeter)i)->max;
	}
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
zout_meters_start_tile(ZoutMeters* const meters, const unsigned lanes)
{
	for (unsigned lane = 0; lane < lanes; ++lane) {
		meters->peak[lane] *= (float)meters->peak_fall;
	}
}

void
zout_meters_end_tile(ZoutMeters* const meters, const unsigned lanes)
{
	const double take = (1.0 - meters->keep) / ZOUT_TILE_FRAMES;
	for (unsigned which = 0; which < ZOUT_N_MEANS; ++which) {
		for (unsigned lane = 0; lane < lanes; ++lane) {
			meters->mean[which][lane] = meters->keep * meters->mean[which][lane] + take * meters->sum[which][lane];
			meters->sum[which][lane]  = 0.0;
		}
	}
	for (unsigned chain = 0; chain < ZOUT_MAX_CHAINS; ++chain) {
		meters->clip_left[chain] -= meters->clip_left[chain] > 0;
	}
}

void
zout_meters_scale(ZoutMeters* const meters, const unsigned chain, const double volts_per_fs, const double amps_per_fs)
{
	const double volts                = meters->volts_per_fs[chain] / volts_per_fs;
	const double amps                 = meters->amps_per_fs[chain] / amps_per_fs;
	const double factor[ZOUT_N_MEANS] = {
		[ZOUT_MEAN_VOLTAGE] = volts * volts, [ZOUT_MEAN_CURRENT] = amps * amps, [ZOUT_MEAN_POWER] = volts * amps};
	for (unsigned which = 0; which < ZOUT_N_MEANS; ++which) {
		for (unsigned lane = 2U * chain; lane < 2U * chain + 2U; ++lane) {
			meters->sum[which][lane] *= factor[which];
			meters->mean[which][lane] *= factor[which];
		}
	}
	meters->volts_per_fs[chain] = volts_per_fs;
	meters->amps_per_fs[chain]  = amps_per_fs;
}

void
zout_meters_read(const ZoutMeters* const meters,
                 const unsigned          chain,
                 const double            sensitivity_db,
                 float                   values[ZOUT_N_METERS])
{
	const double        volts_per_fs = meters->volts_per_fs[chain];
	const double        amps_per_fs  = meters->amps_per_fs[chain];
	const unsigned      left         = 2U * chain;
	const double* const square       = meters->mean[ZOUT_MEAN_VOLTAGE];
	const unsigned      louder       = square[left + 1U] > square[left] ? left + 1U : left;
	const float* const  peak         = &meters->peak[left];
	const double        voltage      = volts_per_fs * sqrt(square[louder]);
	const double        floor_db     = meters->least[ZOUT_METER_PEAK_L];

	double value[ZOUT_N_METERS];
	value[ZOUT_METER_VOLTAGE] = voltage;
	value[ZOUT_METER_CURRENT] = 1e3 * amps_per_fs * sqrt(meters->mean[ZOUT_MEAN_CURRENT][louder]);
	value[ZOUT_METER_POWER]   = 1e3 * volts_per_fs * amps_per_fs * meters->mean[ZOUT_MEAN_POWER][louder];
	value[ZOUT_METER_SPL]     = sensitivity_db + level_db(voltage, -1e3);
	value[ZOUT_METER_CLIP]    = meters->clip_left[chain] ? 1.0 : 0.0;
	value[ZOUT_METER_PEAK_L]  = level_db((double)peak[0], floor_db);
	value[ZOUT_METER_PEAK_R]  = level_db((double)peak[1], floor_db);

	for (unsigned i = 0; i < ZOUT_N_METERS; ++i) { // the least, too, for what is not a number
		const double raised = value[i] > meters->least[i] ? value[i] : meters->least[i];
		values[i]           = (float)(raised < meters->most[i] ? raised : meters->most[i]);
	}
}
