// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/abx_meter.h"

#include "abx/cap.h"
#include "dsp/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LANES = ZOUT_LOUDNESS_HEARD }; // A left, A right, B left, B right

struct ZoutAbxMeterImpl {
	double       rate_hz;
	double       step;    ///< Of the tone's phase, radian; 0 without a tone
	bool         listens; ///< To the loudness
	ZoutLoudness loudness;
	uint64_t     frames;
	double       tone[LANES][2]; ///< Correlation with cosine and sine
	double       squares[LANES];
	double       peak[LANES];
	double       spl_db[2];
	ZoutCap      cap;          ///< Listens only
	ZoutCap      loudest;      ///< The loudest that it was
	double       reach[LANES]; ///< By the measure of the cap, in square volts
	bool         again;        ///< The levels stay as they are, but for the sound pressure
	float        out[LANES][ZOUT_ABX_METER_FRAMES];
};

ZoutAbxMeter*
zout_abx_meter_new(const double rate_hz, const bool loudness)
{
	ZoutAbxMeter* const meter = (ZoutAbxMeter*)calloc(1, sizeof(ZoutAbxMeter));
	if (!meter) {
		return NULL;
	}
	meter->rate_hz = rate_hz;
	meter->listens = loudness;
	zout_loudness_init(&meter->loudness, rate_hz);
	zout_abx_meter_reset(meter, 0.0);
	return meter;
}

void
zout_abx_meter_free(ZoutAbxMeter* const meter)
{
	free(meter);
}

void
zout_abx_meter_reset(ZoutAbxMeter* const meter, const double tone_hz)
{
	zout_loudness_reset(&meter->loudness);
	meter->frames    = 0;
	meter->step      = zout_hz_to_rad_s(tone_hz) / meter->rate_hz;
	meter->spl_db[0] = -HUGE_VAL;
	meter->spl_db[1] = -HUGE_VAL;
	memset(meter->tone, 0, sizeof(meter->tone));
	memset(meter->squares, 0, sizeof(meter->squares));
	memset(meter->peak, 0, sizeof(meter->peak));
	zout_cap_init(&meter->cap, meter->rate_hz);
	zout_cap_init(&meter->loudest, meter->rate_hz);
	memset(meter->reach, 0, sizeof(meter->reach));
	meter->again = false;
}

void
zout_abx_meter_hear_again(ZoutAbxMeter* const meter, const bool from_anywhere)
{
	meter->again = true;
	if (from_anywhere) {
		zout_cap_raise(&meter->cap, &meter->loudest);
	}
}

static void
listen_to_lane(ZoutAbxMeter* const meter, const unsigned lane, const uint32_t frames)
{
	for (uint32_t i = 0; i < frames; ++i) {
		const double x = (double)meter->out[lane][i];
		meter->squares[lane] += x * x;
	}
	for (uint32_t i = 0; i < frames && meter->step > 0.0; ++i) {
		const double phase = meter->step * (double)(meter->frames + i);
		meter->tone[lane][0] += (double)meter->out[lane][i] * cos(phase);
		meter->tone[lane][1] += (double)meter->out[lane][i] * sin(phase);
	}
}

/// What the estimate of the sound pressure, and the cap, make of a chain
static void
listen_to_pressure(ZoutAbxMeter* const meter, const ZoutModel* const model, const unsigned chain, const uint32_t frames)
{
	const double volts = zout_model_volts_per_sample(model, chain);
	float        meters[ZOUT_N_METERS];
	zout_model_meters(model, chain, meters);
	meter->spl_db[chain] = fmax(meter->spl_db[chain], (double)meters[ZOUT_METER_SPL]);
	for (unsigned lane = 2U * chain; lane < 2U * chain + 2U; ++lane) {
		const float* const out = meter->out[lane];
		meter->reach[lane] = fmax(meter->reach[lane], zout_cap_reach(&meter->cap, lane, out, volts * volts, frames));
		for (uint32_t i = 0; i < frames; ++i) {
			meter->peak[lane] = fmax(meter->peak[lane], fabs((double)out[i]));
		}
	}
}

void
zout_abx_meter_process(ZoutAbxMeter* const meter,
                       ZoutModel* const    model,
                       const float* const  in[2],
                       const uint32_t      frames)
{
	float* const out[LANES] = {meter->out[0], meter->out[1], meter->out[2], meter->out[3]};
	zout_model_process(model, in, out, frames);
	for (unsigned chain = 0; chain < 2; ++chain) {
		listen_to_pressure(meter, model, chain, frames);
	}
	zout_cap_raise(&meter->loudest, &meter->cap);
	if (meter->again) {
		return;
	}
	for (unsigned lane = 0; lane < LANES; ++lane) {
		listen_to_lane(meter, lane, frames);
	}
	if (meter->listens) {
		const float* const chains[LANES] = {out[0], out[1], out[2], out[3]};
		zout_loudness_process(&meter->loudness, in, chains, frames);
	}
	meter->frames += frames;
}

ZoutLoudnessLevels
zout_abx_meter_loudness(const ZoutAbxMeter* const meter)
{
	return zout_loudness_levels(&meter->loudness);
}

double
zout_abx_meter_tone_db(const ZoutAbxMeter* const meter, const unsigned chain, const unsigned side)
{
	const double* const tone = meter->tone[2U * chain + side];
	const double        peak = 2.0 * hypot(tone[0], tone[1]) / (double)meter->frames;
	return peak > 1e-7 ? 20.0 * log10(peak) : -HUGE_VAL;
}

double
zout_abx_meter_rms_dbfs(const ZoutAbxMeter* const meter, const unsigned chain)
{
	const double mean = (meter->squares[2U * chain] + meter->squares[2U * chain + 1U]) / (2.0 * (double)meter->frames);
	return mean > 0.0 ? 10.0 * log10(2.0 * mean) : -HUGE_VAL;
}

double
zout_abx_meter_peak_dbfs(const ZoutAbxMeter* const meter, const unsigned chain)
{
	const double peak = fmax(meter->peak[2U * chain], meter->peak[2U * chain + 1U]);
	return peak > 0.0 ? 20.0 * log10(peak) : -HUGE_VAL;
}

double
zout_abx_meter_spl_db(const ZoutAbxMeter* const meter, const unsigned chain)
{
	return meter->spl_db[chain];
}

double
zout_abx_meter_reach_db(const ZoutAbxMeter* const meter, const unsigned chain)
{
	const double reach = fmax(meter->reach[2U * chain], meter->reach[2U * chain + 1U]);
	return reach > 0.0 ? 10.0 * log10(reach) : -HUGE_VAL;
}
