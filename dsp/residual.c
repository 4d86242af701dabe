// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "residual.h"

#include "halfband.h"
#include "lsq.h"
#include "units.h"

#include <math.h>
#include <string.h>

/// Corner of the high-pass that keeps the DC of even harmonics out
static const double dc_corner_hz = 1.0;

/// A residual DC below this, relative to full scale, is gone
static const double dc_gone = 1e-11;

/// Frames before the first one awake for which the limiter's window needs the doubled rate
enum { WAKE_FRAMES = 2 * ZOUT_LIMITER_FRAMES + ZOUT_SHELF_FRAMES };

/// Taps of a differentiator at twice the rate, by least squares of the relative error up to 20 kHz at 44.1 kHz
static void
init_derivative(float taps[ZOUT_DERIVATIVE_TAPS])
{
	ZoutLsq lsq; // set-up only: large for a stack, but well below any thread's
	double  ones[ZOUT_LSQ_MAX_ROWS];
	double  x[ZOUT_DERIVATIVE_TAPS];

	lsq.rows    = 64;
	lsq.columns = ZOUT_DERIVATIVE_TAPS;
	for (unsigned i = 0; i < lsq.rows; ++i) {
		const double angle = 1.45 * (i + 1.0) / lsq.rows;
		ones[i]            = 1.0;
		for (unsigned k = 0; k < ZOUT_DERIVATIVE_TAPS; ++k) {
			lsq.column[k][i] = 2.0 * sin((k + 1.0) * angle) / angle;
		}
	}
	zout_lsq_factor(&lsq, 0.0);
	zout_lsq_solve(&lsq, ZOUT_DERIVATIVE_TAPS, ones, x);
	for (unsigned k = 0; k < ZOUT_DERIVATIVE_TAPS; ++k) {
		taps[k] = (float)x[k];
	}
}

void
zout_residual_init(ZoutResidual* const residual, const ZoutTiming* const timing, const double rate_hz)
{
	memset(residual, 0, sizeof(*residual));
	const double pass_band = rate_hz < 46e3 ? 20e3 / 44.1e3 : 20e3 / 48e3;
	zout_halfband_init(residual->half_band, timing->half_band_taps, pass_band);
	init_derivative(residual->derivative);
	zout_limiter_init(&residual->limiter);

	const float gain     = zout_halfband_gain(residual->half_band, timing->half_band_taps);
	residual->safe_input = residual->limiter.safe_peak / gain;
	residual->rate_2x_hz = 2.0 * rate_hz;
	residual->dc_step    = 1.0 - exp(-zout_hz_to_rad_s(dc_corner_hz) / rate_hz);
}

void
zout_residual_reset(ZoutResidual* const residual)
{
	residual->awake        = false;
	residual->quiet        = true;
	residual->quiet_tiles  = 0;
	residual->clipped      = 0;
	memset(residual->dc, 0, sizeof(residual->dc));
}

static void
set_control(ZoutControl* const control, const unsigned chain, const double target, const unsigned ramp_frames)
{
	zout_ramp_set(&control->ramp[chain], target, ramp_frames);
	control->settled = false;
}

void
zout_residual_set(ZoutResidual* const    residual,
                  const unsigned         chain,
                  const ZoutDrive* const drive,
                  const unsigned         ramp_frames)
{
	set_control(&residual->h2, chain, drive->h2, ramp_frames);
	set_control(&residual->h3, chain, drive->h3, ramp_frames);
	set_control(&residual->rise, chain, drive->rise_s * residual->rate_2x_hz, ramp_frames);
	set_control(&residual->over, chain, drive->over, ramp_frames);
}

/// Writes a control's value for each frame of the tile, and lets the frames pass
static void
fill_control(ZoutControl* const control, const unsigned lanes, const unsigned n_frames)
{
	if (control->settled) {
		return;
	}
	bool settled = true;
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		ZoutRamp* const ramp = &control->ramp[chain];
		settled              = settled && !ramp->left_frames;
		for (unsigned i = 0; i < ZOUT_TILE_FRAMES + ZOUT_PAD_FRAMES; ++i) {
			const float value                            = (float)zout_ramp_at(ramp, i);
			control->value[i * lanes + 2U * chain]      = value;
			control->value[i * lanes + 2U * chain + 1U] = value;
		}
		zout_ramp_advance(ramp, n_frames);
	}
	control->settled = settled;
}

static bool
has_harmonics(const ZoutResidual* const residual, const unsigned lanes)
{
	bool none = true;
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		none = none && zout_ramp_is_zero(&residual->h2.ramp[chain]) && zout_ramp_is_zero(&residual->h3.ramp[chain]);
	}
	return !none;
}

/// The clip level of the chain that clips first, as full scale over clip level, while ramps last the larger end
static float
largest_over(const ZoutResidual* const residual, const unsigned lanes)
{
	double over = 0.0;
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		const ZoutRamp* const ramp = &residual->over.ramp[chain];
		over                       = fmax(over, fmax(zout_ramp_at(ramp, 0), ramp->target));
	}
	return (float)over;
}

/// Repeats a stereo stream for each chain
static const float*
widen(float* const out, const float* const in, const unsigned lanes, const unsigned n_frames)
{
	if (lanes == ZOUT_INPUT_LANES) {
		return in;
	}
	for (unsigned i = 0; i < n_frames; ++i) {
		out[4U * i] = out[4U * i + 2U] = in[2U * i];
		out[4U * i + 1U] = out[4U * i + 3U] = in[2U * i + 1U];
	}
	return out;
}

/// out = (a + b) * scale, element by element
static void
add_scaled(float* const       out,
           const float* const a,
           const float* const b,
           const float* const scale,
           const unsigned     n_values)
{
	for (unsigned i = 0; i < n_values; ++i) {
		out[i] = (a[i] + b[i]) * scale[i];
	}
}

/// out += a / over, element by element
static void
add_unscaled(float* const out, const float* const a, const float* const over, const unsigned n_values)
{
	for (unsigned i = 0; i < n_values; ++i) {
		out[i] += a[i] / over[i];
	}
}

/// The doubled rate and the wanted voltage from `first` on, for `n` frames, without harmonics: waking up
static void
catch_up(ZoutResidual* const      residual,
         const ZoutKernels* const kernels,
         const ZoutTiming* const  timing,
         ZoutLines* const         lines)
{
	const unsigned lanes = lines->lanes;

	// Nothing was wrong so far: the past of everything that hangs on harmonics or clipping is zero.
	const size_t past = sizeof(float) * (lines->at + ZOUT_TILE_FRAMES) * lanes;
	memset(lines->harmonics_even, 0, past);
	memset(lines->harmonics_odd, 0, past);
	memset(lines->residual_even, 0, past);
	memset(lines->residual_odd, 0, past);

	const unsigned first = lines->at - timing->interpolated - WAKE_FRAMES;
	kernels->interpolate(lines->odd + first * ZOUT_INPUT_LANES,
	                     lines->even + first * ZOUT_INPUT_LANES,
	                     residual->half_band,
	                     timing->half_band_taps,
	                     ZOUT_INPUT_LANES,
	                     WAKE_FRAMES * ZOUT_INPUT_LANES);

	const unsigned     at   = first * lanes;
	const unsigned     n    = WAKE_FRAMES;
	const float* const even = widen(residual->tile_even, lines->even + first * ZOUT_INPUT_LANES, lanes, n);
	const float* const odd  = widen(residual->tile_odd, lines->odd + first * ZOUT_INPUT_LANES, lanes, n);
	add_scaled(lines->wanted_even + at, even, lines->residual_even + at, residual->over.value, n * lanes);
	add_scaled(lines->wanted_odd + at, odd, lines->residual_odd + at, residual->over.value, n * lanes);
}

/// Input to harmonics behind the distortion corner, and to the voltage that the amplifier wants to put out
static void
make_harmonics(ZoutResidual* const      residual,
               const ZoutKernels* const kernels,
               const ZoutTiming* const  timing,
               ZoutLines* const         lines,
               const unsigned           n_frames)
{
	const unsigned lanes = lines->lanes;
	const unsigned n     = n_frames * lanes;

	const unsigned known = lines->at - timing->interpolated;
	kernels->interpolate(lines->odd + known * ZOUT_INPUT_LANES,
	                     lines->even + known * ZOUT_INPUT_LANES,
	                     residual->half_band,
	                     timing->half_band_taps,
	                     ZOUT_INPUT_LANES,
	                     n_frames * ZOUT_INPUT_LANES);

	const unsigned     padded = n_frames + ZOUT_PAD_FRAMES;
	const float* const even   = widen(residual->tile_even, lines->even + known * ZOUT_INPUT_LANES, lanes, padded);
	const float* const odd    = widen(residual->tile_odd, lines->odd + known * ZOUT_INPUT_LANES, lanes, padded);
	float* const       h_even = lines->harmonics_even + known * lanes;
	float* const       h_odd  = lines->harmonics_odd + known * lanes;
	kernels->polynomial(h_even, even, residual->h2.value, residual->h3.value, n);
	kernels->polynomial(h_odd, odd, residual->h2.value, residual->h3.value, n);

	const unsigned   at        = (lines->at - timing->shelved) * lanes;
	const ZoutPhases harmonics = {lines->harmonics_even + at, lines->harmonics_odd + at};
	const ZoutPhases shelved   = {lines->residual_even + at, lines->residual_odd + at};
	kernels->shelve(shelved, harmonics, residual->derivative, residual->rise.value, lanes, n);
}

/// Clips what the amplifier wants, and adds what that takes away to the residual
static void
clip(ZoutResidual* const      residual,
     const ZoutKernels* const kernels,
     const ZoutTiming* const  timing,
     ZoutLines* const         lines,
     const unsigned           n_frames)
{
	const unsigned lanes = lines->lanes;
	const unsigned n     = n_frames * lanes;

	const unsigned     shelved = lines->at - timing->shelved;
	const float* const even    = widen(residual->tile_even, lines->even + shelved * ZOUT_INPUT_LANES, lanes, n_frames);
	const float* const odd     = widen(residual->tile_odd, lines->odd + shelved * ZOUT_INPUT_LANES, lanes, n_frames);
	const unsigned     at      = shelved * lanes;
	add_scaled(lines->wanted_even + at, even, lines->residual_even + at, residual->over.value, n);
	add_scaled(lines->wanted_odd + at, odd, lines->residual_odd + at, residual->over.value, n);

	const unsigned limited = (lines->at - timing->limited) * lanes;
	ZoutPhases     clipped = {NULL, NULL};
	residual->clipped      = zout_limiter_run(
        &residual->limiter, kernels, lines->wanted_even + limited, lines->wanted_odd + limited, lanes, n_frames, &clipped);
	if (residual->clipped) {
		add_unscaled(lines->residual_even + limited, clipped.even, residual->over.value, n);
		add_unscaled(lines->residual_odd + limited, clipped.odd, residual->over.value, n);
	}
}

/// Back to the base rate, without the residual's DC, onto the linear signal
static void
decimate(ZoutResidual* const      residual,
         const ZoutKernels* const kernels,
         const ZoutTiming* const  timing,
         ZoutLines* const         lines,
         const unsigned           n_frames)
{
	const unsigned lanes = lines->lanes;
	const unsigned at    = (lines->at - timing->residual) * lanes;
	kernels->interpolate(residual->decimated,
	                     lines->residual_odd + at - lanes,
	                     residual->half_band,
	                     timing->half_band_taps,
	                     lanes,
	                     n_frames * lanes);

	const double  step   = residual->dc_step;
	const float*  even   = lines->residual_even + at;
	const double* linear = lines->linear + at;
	double*       driven = lines->driven + at;
	double        dc[ZOUT_MAX_LANES];
	memcpy(dc, residual->dc, sizeof(dc));
	for (unsigned i = 0; i < n_frames * lanes; i += lanes) {
		for (unsigned lane = 0; lane < lanes; ++lane) {
			const double value = 0.5 * ((double)even[i + lane] + (double)residual->decimated[i + lane]);
			driven[i + lane]   = linear[i + lane] + (value - dc[lane]);
			dc[lane]           = (1.0 - step) * dc[lane] + step * value;
		}
	}
	memcpy(residual->dc, dc, sizeof(dc));
}

/// Falls asleep when the residual has been zero for as long as any filter remembers
static void
maybe_sleep(ZoutResidual* const residual, const unsigned lanes)
{
	bool done = residual->quiet_tiles > ZOUT_PAST_FRAMES / ZOUT_TILE_FRAMES + 1U;
	for (unsigned lane = 0; lane < lanes; ++lane) {
		done = done && fabs(residual->dc[lane]) < dc_gone;
	}
	if (done) {
		residual->awake = false;
		memset(residual->dc, 0, sizeof(residual->dc));
	}
}

void
zout_residual_run(ZoutResidual* const      residual,
                  const ZoutKernels* const kernels,
                  const ZoutTiming* const  timing,
                  ZoutLines* const         lines,
                  const unsigned           n_frames,
                  const bool               tile_ends)
{
	const unsigned lanes     = lines->lanes;
	const float    over      = largest_over(residual, lanes);
	const bool     harmonics = has_harmonics(residual, lanes);
	fill_control(&residual->h2, lanes, n_frames);
	fill_control(&residual->h3, lanes, n_frames);
	fill_control(&residual->rise, lanes, n_frames);
	fill_control(&residual->over, lanes, n_frames);

	const float* const fresh = lines->even + lines->at * ZOUT_INPUT_LANES;
	const bool         loud  = kernels->peak(fresh, n_frames * ZOUT_INPUT_LANES) * over > residual->safe_input;
	residual->quiet          = residual->quiet && !harmonics && !loud;

	if (!residual->awake && (harmonics || loud)) {
		catch_up(residual, kernels, timing, lines);
		residual->awake = true;
	}
	if (residual->awake) {
		make_harmonics(residual, kernels, timing, lines, n_frames);
		clip(residual, kernels, timing, lines, n_frames);
		decimate(residual, kernels, timing, lines, n_frames);
	} else {
		const unsigned at = (lines->at - timing->residual) * lanes;
		memcpy(lines->driven + at, lines->linear + at, sizeof(double) * n_frames * lanes);
		residual->clipped = 0;
	}

	if (tile_ends) { // counted in whole tiles, so that it does not depend on how they are cut
		residual->quiet_tiles = residual->quiet ? residual->quiet_tiles + 1U : 0U;
		residual->quiet       = true;
		maybe_sleep(residual, lanes);
	}
}
