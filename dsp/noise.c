// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "noise.h"

#include "units.h"

#include <math.h>
#include <string.h>

/// Upper and lower end of the band in which the noise setting is measured
static const double low_hz  = 20.0;
static const double high_hz = 20000.0;

static const double mains_hz[ZOUT_N_MAINS] = {50.0, 60.0};

const double zout_hum_line_db[ZOUT_HUM_LINES] =
	{0.0, -6.0, -26.0, -10.5, -30.5, -15.0, -35.0, -19.5, -39.5, -24.0, -44.0, -28.5};

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

/// A tile's frames or more in which the mains turns a whole number of times, exactly at all usual rates, else to 31
/// millionths, and above 409.6 kHz to 61
static unsigned
hum_period(const double frames_per_turn, double* const turns)
{
	unsigned best_frames = 0;
	double   best_miss   = 1.0;
	for (unsigned n = 1; n * frames_per_turn <= ZOUT_HUM_ROOM && best_miss > 1e-9; ++n) {
		const double frames = round(n * frames_per_turn);
		const double miss   = fabs(frames / (n * frames_per_turn) - 1.0);
		if (frames >= ZOUT_TILE_FRAMES && miss < best_miss) {
			best_miss   = miss;
			best_frames = (unsigned)frames;
			*turns      = n;
		}
	}
	return best_frames;
}

static void
make_hum(ZoutHum* const hum, const double frames_per_turn)
{
	double turns  = 0.0;
	hum->n_frames = hum_period(frames_per_turn, &turns);

	double peak[ZOUT_HUM_LINES];
	for (unsigned k = 0; k < ZOUT_HUM_LINES; ++k) {
		peak[k] = pow(10.0, 0.05 * zout_hum_line_db[k]);
	}
	for (unsigned i = 0; i < hum->n_frames; ++i) {
		// The sum of all lines by Clenshaw's recurrence, from the cosine of the first one
		const double mains = cos(2.0 * zout_pi * fmod(turns * i, hum->n_frames) / hum->n_frames);
		double       b1    = 0.0;
		double       b2    = 0.0;
		for (unsigned k = ZOUT_HUM_LINES; k-- > 0;) {
			const double b0 = peak[k] + 2.0 * mains * b1 - b2;
			b2              = b1;
			b1              = b0;
		}
		hum->wave[i] = (float)(mains * b1 - b2);
	}
	memcpy(hum->wave + hum->n_frames, hum->wave, ZOUT_TILE_FRAMES * sizeof(float));
}

void
zout_noise_init(ZoutNoise* const noise, const double rate_hz)
{
	memset(noise, 0, sizeof(*noise));
	// White noise has its power spread evenly up to half the rate.
	const double deviation  = sqrt(0.5 * rate_hz / a_weighted_width_hz(rate_hz));
	noise->volts_per_volt_a = deviation / zout_noise_deviation;
	noise->next.unit        = (float)unit;
	for (unsigned which = 0; which < ZOUT_N_MAINS; ++which) {
		make_hum(&noise->wave[which], rate_hz / mains_hz[which]);
	}
	for (unsigned chain = 0; chain < ZOUT_MAX_CHAINS; ++chain) {
		noise->noise.ramp[chain].geometric = true;
		noise->hum.ramp[chain].geometric   = true;
	}
}

void
zout_noise_reset(ZoutNoise* const noise)
{
	noise->frame = 0;
	memset(noise->place, 0, sizeof(noise->place));
}

void
zout_noise_set(ZoutNoise* const noise, const unsigned chain, const ZoutDrive* const drive, const unsigned ramp_frames)
{
	const double per_fs = 1.0 / (unit * drive->volts_per_fs);
	zout_control_set(&noise->noise, chain, drive->noise_vrms * noise->volts_per_volt_a * per_fs, ramp_frames);
	zout_control_set(&noise->hum, chain, zout_sqrt2 * drive->hum_vrms * per_fs, ramp_frames);
	noise->mains[chain] = drive->mains_hz > 55.0;
	noise->at_rest      = false;
}

/// Fills the levels for the next frames. Asked before they move on: the frames in which one ends still have it
static void
fill(ZoutNoise* const noise, const ZoutKernels* const kernels, const unsigned lanes, const unsigned n_frames)
{
	const bool noisy   = !zout_control_is_zero(&noise->noise, lanes);
	const bool humming = !zout_control_is_zero(&noise->hum, lanes);
	zout_control_fill(&noise->noise, kernels, NULL, 0, lanes, n_frames);
	zout_control_fill(&noise->hum, kernels, NULL, 0, lanes, n_frames);
	noise->next.noise = noisy ? noise->noise.value : NULL;
	noise->next.hum   = humming ? noise->hum.value : NULL;
	noise->is_there   = noisy || humming;
	noise->at_rest    = zout_control_rests(&noise->noise) && zout_control_rests(&noise->hum);
}

void
zout_noise_run(ZoutNoise* const         noise,
               const ZoutKernels* const kernels,
               ZoutLines* const         lines,
               const unsigned           n_frames)
{
	const unsigned lanes = lines->lanes;
	if (!noise->at_rest) {
		fill(noise, kernels, lanes, n_frames);
	}
	if (noise->is_there) {
		ZoutDisturbance* const next = &noise->next;
		next->frame                 = (uint32_t)noise->frame;
		for (unsigned chain = 0; chain < ZOUT_MAX_CHAINS; ++chain) {
			const unsigned mains = noise->mains[chain];
			next->wave[chain]    = noise->wave[mains].wave + noise->place[mains];
		}
		kernels->add_noise_and_hum(lines->linear + lines->at * lanes, next, lanes, n_frames);
	}
	noise->frame += n_frames;
	for (unsigned mains = 0; mains < ZOUT_N_MAINS; ++mains) {
		const unsigned place = noise->place[mains] + n_frames; // round once at most
		noise->place[mains]  = place < noise->wave[mains].n_frames ? place : place - noise->wave[mains].n_frames;
	}
}
