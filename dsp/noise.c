// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "noise.h"

#include "units.h"

#include <math.h>
#include <string.h>

/// Upper and lower end of the band in which the noise setting is measured
static const double low_hz  = 20.0;
static const double high_hz = 20000.0;

/// Frames of hum that are worked out at a time: few, so that no short block has much more to do than the next
enum { WAVE_FRAMES = 64 };

static const double mains_hz[ZOUT_N_MAINS] = {50.0, 60.0};

/// Levels are ramped in equal ratios, whose least value is fixed: in these units they lie well above it
static const double unit = 1e-6;

/// A-weighting of IEC 61672-1 (annex E, poles in Hz), as the square of its magnitude; 1 at 1 kHz
static double
a_weight_squared(const double f_hz)
{
	const double f2 = f_hz * f_hz;
	const double n  = 12194.217 * 12194.217 * f2 * f2;
	const double d  = (f2 + 20.598997 * 20.598997) * (f2 + 12194.217 * 12194.217) *
	                 sqrt((f2 + 107.65265 * 107.65265) * (f2 + 737.86223 * 737.86223));
	const double at_1khz_db = -1.9997; // of the quotient above
	return n / d * (n / d) * pow(10.0, -0.1 * at_1khz_db);
}

/// Width of the band that lets as much white noise pass as A-weighting does, by Simpson's rule over log f
static double
a_weighted_width_hz(const double rate_hz)
{
	enum { STEPS = 512 };
	const double top_hz = fmin(high_hz, 0.5 * rate_hz);
	const double step   = log(top_hz / low_hz) / STEPS;
	double       sum    = 0.0;
	for (unsigned i = 0; i <= STEPS; ++i) {
		const double f_hz   = low_hz * exp(step * i);
		const double weight = i == 0 || i == STEPS ? 1.0 : (i % 2U ? 4.0 : 2.0);
		sum += weight * a_weight_squared(f_hz) * f_hz;
	}
	return sum * step / 3.0;
}

void
zout_noise_init(ZoutNoise* const noise, const double rate_hz)
{
	memset(noise, 0, sizeof(*noise));
	// White noise has its power spread evenly up to half the rate.
	const double deviation  = sqrt(0.5 * rate_hz / a_weighted_width_hz(rate_hz));
	noise->volts_per_volt_a = deviation / zout_noise_deviation;
	for (unsigned which = 0; which < ZOUT_N_MAINS; ++which) {
		noise->mains_step[which] = mains_hz[which] / rate_hz;
		for (unsigned i = 0; i < ZOUT_TILE_FRAMES; ++i) {
			const double angle        = 2.0 * zout_pi * noise->mains_step[which] * i;
			noise->turn_cos[which][i] = (float)cos(angle);
			noise->turn_sin[which][i] = (float)sin(angle);
		}
	}
	for (unsigned chain = 0; chain < ZOUT_MAX_CHAINS; ++chain) {
		noise->start_mains[chain]          = ZOUT_N_MAINS; // not worked out yet
		noise->noise.ramp[chain].geometric = true;
		noise->hum.ramp[chain].geometric   = true;
	}
}

void
zout_noise_reset(ZoutNoise* const noise)
{
	noise->frame      = 0;
	noise->tile_frame = 0;
}

void
zout_noise_set(ZoutNoise* const noise, const unsigned chain, const ZoutDrive* const drive, const unsigned ramp_frames)
{
	const double per_fs = 1.0 / (unit * drive->volts_per_fs);
	zout_control_set(&noise->noise, chain, drive->noise_vrms * noise->volts_per_volt_a * per_fs, ramp_frames);
	zout_control_set(&noise->hum, chain, zout_sqrt2 * drive->hum_vrms * per_fs, ramp_frames);
	noise->mains[chain] = drive->mains_hz > 55.0;
}

/// Where the mains stands at the start of the tile: worked out there, so that no cut in between makes a difference
static void
find_mains(ZoutNoise* const noise, const unsigned chain)
{
	const unsigned which = noise->mains[chain];
	const uint64_t start = noise->frame - noise->tile_frame;
	if (noise->start_frame[chain] != start || noise->start_mains[chain] != which) {
		const double turns        = noise->mains_step[which] * (double)start;
		const double angle        = 2.0 * zout_pi * (turns - floor(turns));
		noise->start_cos[chain]   = (float)cos(angle);
		noise->start_sin[chain]   = (float)sin(angle);
		noise->start_frame[chain] = start;
		noise->start_mains[chain] = which;
		noise->waved[chain]       = noise->tile_frame;
	}
}

/// Hum of a chain for the next `n_frames` frames of the tile
static const float*
hum_of(ZoutNoise* const noise, const ZoutKernels* const kernels, const unsigned chain, const unsigned n_frames)
{
	find_mains(noise, chain);
	const unsigned first = noise->waved[chain];
	const unsigned end   = noise->tile_frame + n_frames;
	if (end > first) {
		const unsigned mains = noise->mains[chain];
		noise->waved[chain]  = (end + WAVE_FRAMES - 1U) / WAVE_FRAMES * WAVE_FRAMES;
		kernels->hum(noise->wave[chain] + first,
		             noise->turn_cos[mains] + first,
		             noise->turn_sin[mains] + first,
		             noise->start_cos[chain],
		             noise->start_sin[chain],
		             noise->waved[chain] - first);
	}
	return noise->wave[chain] + noise->tile_frame;
}

void
zout_noise_run(ZoutNoise* const         noise,
               const ZoutKernels* const kernels,
               ZoutLines* const         lines,
               const unsigned           n_frames)
{
	const unsigned lanes   = lines->lanes;
	const bool     noisy   = !zout_control_is_zero(&noise->noise, lanes);
	const bool     humming = !zout_control_is_zero(&noise->hum, lanes);
	zout_control_fill(&noise->noise, NULL, 0, lanes, n_frames);
	zout_control_fill(&noise->hum, NULL, 0, lanes, n_frames);
	if (noisy || humming) {
		ZoutDisturbance disturbance = {
			.noise = noisy ? noise->noise.value : NULL,
			.hum   = humming ? noise->hum.value : NULL,
			.unit  = (float)unit,
			.frame = (uint32_t)noise->frame,
		};
		for (unsigned chain = 0; humming && 2U * chain < lanes; ++chain) {
			const bool shared       = chain && noise->mains[chain] == noise->mains[0];
			disturbance.wave[chain] = shared ? disturbance.wave[0] : hum_of(noise, kernels, chain, n_frames);
		}
		kernels->add_noise_and_hum(lines->linear + lines->at * lanes, &disturbance, lanes, n_frames);
	}
	noise->frame += n_frames;
	noise->tile_frame = (noise->tile_frame + n_frames) % ZOUT_TILE_FRAMES;
}
