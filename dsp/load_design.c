// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "load_design.h"

#include "load_fit.h"
#include "load_split.h"
#include "units.h"

#include <math.h>
#include <string.h>

/// Upper end of the band in which the response must be right; a little margin above 20 kHz
static const double band_end_hz = 20050.0;

/// Weight of the few points between the band and the Nyquist frequency: to keep the filter from running away. It has to
/// be small, as the phase cannot be right at the Nyquist frequency and the fit would pay for it in the band.
static const double close_stray_weight = 7e-4;
static const double noise_stray_weight = 3e-5; ///< The same in noise_weight

/// From this Nyquist frequency on there is room between the two: an even error is the least then, and the response can
/// be right beyond the band too. The weight of the points there falls with the frequency.
static const double wide_nyquist_hz   = 40e3;
static const double wide_stray_weight = 1e-3; ///< At the end of the band
static const double wide_stray_fall   = 0.8;  ///< Part of it that is gone at the Nyquist frequency

/// How the weight for little error in all falls to 0 at the end of the band: a power of the cosine by which the points
/// crowd there. The power 1/2 would make up for the crowding, and the error of white noise least; more spares the rest.
static const double noise_fall = 1.6;

/// Poles that decay faster than this in one frame need no section: the FIR holds them
static const double least_pole = 0.1;

/// What is wrong with the voltage is wrong by so much more with a current that is made of it: below this output
/// resistance, relative to the coil's, there is no use in trying
static const double least_output_ratio = 1.0 / 64.0;

/// Up to this rate, above which the current's own fit is much better than that
static const double most_shared_rate_hz = 60e3;

enum {
	LOW_POINTS   = 36, ///< Logarithmic, up to low_end_hz
	BAND_POINTS  = 44, ///< Crowding towards the end of the band, where the error is largest
	STRAY_POINTS = ZOUT_FIT_POINTS - LOW_POINTS - BAND_POINTS,
};

static const double low_start_hz = 2.0;
static const double low_end_hz   = 3000.0;

/// What a backward turn counts for the helpers: such loads fall towards 20 kHz, and a hump starts from there
static const double backward = 0.2;

/* Found by a search over the headphones of the catalogue behind 0 to 500 ohm, for little error in all where they turn
 * little, with a hump of at most 1.42 times their largest magnitude above 20 kHz, and for the least of the worst errors
 * where they turn far, with a hump of at most 1.72 behind 120 ohm. */
static const ZoutHelpers close_helpers  = {{-0.630, -0.974}, {-0.582, -0.942}};
static const ZoutHelpers middle_helpers = {{-0.464, -0.954}, {-0.403, -0.893}};
static const ZoutHelpers wide_helpers   = {{-0.550, -0.880}, {-0.550, -0.880}};

/// Frequency and weights of fit point `i`
static void
place_point(ZoutLoadDesigner* const designer, const unsigned i, const double nyquist_hz)
{
	const double band_hz = band_end_hz < 0.98 * nyquist_hz ? band_end_hz : 0.98 * nyquist_hz;
	double       f_hz    = 0.0;
	double       weight  = 1.0;
	double       noise   = 1.0;
	const bool   is_wide = nyquist_hz >= wide_nyquist_hz;
	if (i < LOW_POINTS) {
		f_hz = low_start_hz * pow(low_end_hz / low_start_hz, (double)i / (LOW_POINTS - 1));
	} else if (i < LOW_POINTS + BAND_POINTS) {
		const double u = 0.1 + 0.9 * (double)(i - LOW_POINTS) / (BAND_POINTS - 1);
		f_hz           = band_hz * sin(0.5 * zout_pi * u);
		noise          = pow(fmax(cos(0.5 * zout_pi * u), 0.0), noise_fall);
	} else {
		const double u = (double)(i - LOW_POINTS - BAND_POINTS) / (STRAY_POINTS - 1);
		f_hz           = band_hz + (nyquist_hz - band_hz) * (0.3 + 0.699 * u);
		weight         = is_wide ? wide_stray_weight * (1.0 - wide_stray_fall * u) : close_stray_weight;
		noise          = noise_stray_weight;
	}
	designer->omega_rad_s[i]  = zout_hz_to_rad_s(f_hz);
	designer->weight[i]       = weight;
	designer->noise_weight[i] = is_wide ? weight : noise;
}

unsigned
zout_load_residual_ahead(const double rate_hz)
{
	// As far as the filter looks, but for 44.1 kHz, where the latency may not grow further
	return rate_hz < 60e3 ? 8 : 4;
}

void
zout_load_designer_init(ZoutLoadDesigner* const designer, const double rate_hz)
{
	designer->period_s = 1.0 / rate_hz;

	// The gap between 20 kHz and the Nyquist frequency decides how long the FIR must be.
	if (rate_hz < 46e3) {
		designer->n_taps    = 20;
		designer->lookahead = 14;
		designer->helpers   = close_helpers;
	} else {
		designer->n_taps    = rate_hz < 60e3 ? 12 : 8;
		designer->lookahead = rate_hz < 60e3 ? 8 : 4;
		designer->helpers   = rate_hz < 60e3 ? middle_helpers : wide_helpers;
	}

	designer->residual_ahead = zout_load_residual_ahead(rate_hz);
	const unsigned n_ahead   = designer->lookahead - designer->residual_ahead;
	designer->n_linear       = n_ahead ? n_ahead + ZOUT_SPLIT_TAPS : 0;
	designer->n_driven       = designer->n_taps - n_ahead;

	for (unsigned i = 0; i < ZOUT_FIT_POINTS; ++i) {
		place_point(designer, i, 0.5 * rate_hz);
		for (unsigned k = 0; k < ZOUT_MAX_LOAD_TAPS; ++k) {
			const double angle    = designer->omega_rad_s[i] * designer->period_s * (double)k;
			designer->delay[i][k] = cos(angle) + sin(angle) * (double complex)I;
		}
	}
}

/// Sections of the circuit's poles: no circuit has more, and whatever the poles may be, there is room for no more
enum { MAX_POLE_SECTIONS = ZOUT_MAX_SECTIONS - 1 };

/// Denominators of the sections: conjugate pairs, then real poles two by two, then the helpers. Returns their number.
static unsigned
pair_poles(const ZoutLoadDesigner* const designer, ZoutSection* const section)
{
	double complex pole[ZOUT_MAX_POLES];
	const unsigned n_poles = zout_poles_end(&designer->work.poles, pole);

	double   real[ZOUT_MAX_POLES];
	unsigned n_real = 0;
	unsigned n      = 0;
	for (unsigned i = 0; i < n_poles; ++i) {
		const double complex z = cexp(pole[i] * designer->period_s);
		if (cimag(pole[i]) > 0.0 && n < MAX_POLE_SECTIONS) {
			section[n++] = (ZoutSection){.a1 = -2.0 * creal(z), .a2 = creal(z) * creal(z) + cimag(z) * cimag(z)};
		} else if (creal(z) > least_pole) {
			real[n_real++] = creal(z);
		}
	}
	for (unsigned i = 0; i < n_real && n < MAX_POLE_SECTIONS; i += 2) {
		const double p = real[i];
		const double q = i + 1 < n_real ? real[i + 1] : 0.0;
		section[n++]   = (ZoutSection){.a1 = -(p + q), .a2 = p * q};
	}
	// The last one, by itself: the current does without
	const ZoutHelpers* const helpers = &designer->helpers;
	const double             turn  = designer->work.turn > 0.0 ? designer->work.turn : -backward * designer->work.turn;
	const double             share = zout_load_share(turn, zout_load_near_turn, zout_load_far_turn);
	const double             p     = helpers->near[0] + share * (helpers->far[0] - helpers->near[0]);
	const double             q     = helpers->near[1] + share * (helpers->far[1] - helpers->near[1]);
	section[n++]                   = (ZoutSection){.a1 = -(p + q), .a2 = p * q};
	return n;
}

ZOUT_REALTIME
static bool
find_poles(ZoutLoadDesigner* const designer)
{
	ZoutLoadWork* const work = &designer->work;
	if (!zout_poles_refine(&work->poles)) {
		return false;
	}
	work->design->n_sections = pair_poles(designer, work->design->section);
	return true;
}

/* One step each; they return whether their stage is over. What a stage reads -> what it writes, in work unless said
 * otherwise, with design = *work.design. A step of an aim does ZOUT_POINTS_A_STEP fit points.
 *
 *     find_poles       poles, at the end turn -> poles, at the end a1 and a2 of all sections of design, n_sections
 *     aim_voltage      circuit, turn, bend, both weights of the designer -> row_weight, rhs
 *     factor_voltage   a1 and a2, row_weight, rhs -> designer.lsq, x_voltage, which still has to go back
 *     solve_voltage    lsq, x_voltage -> v0, v1 and tap of design
 *   the next four with amps_per_volt of design only
 *     aim_shared       circuit, sections but the last, amps_per_volt -> row_weight, rhs: the current that they leave
 *     factor_shared    row_weight, rhs -> lsq of the current's taps alone, x_current
 *     solve_shared     lsq, x_current -> x_current
 *     judge_shared     rhs, lsq, x_current -> amps_per_volt, which becomes 0 if the error is too large
 *   the next three without it, but the last one for both
 *     aim_current      circuit -> row_weight, rhs
 *     factor_current   a1 and a2, row_weight, rhs -> lsq, x_current
 *     solve_current    lsq, x_current, v0 and v1 where they are shared -> i0, i1 and current_tap of design
 *   and where the filter looks further ahead than the residual is known
 *     split_aim        tap -> driven_tap (always), lsq, rhs
 *     split_solve      lsq, rhs -> driven_tap, linear_tap
 */
ZOUT_REALTIME
static bool (*const stages[])(ZoutLoadDesigner*) = {
	find_poles,
	zout_load_fit_aim_voltage,
	zout_load_fit_factor_voltage,
	zout_load_fit_solve_voltage,
	zout_load_fit_aim_shared,
	zout_load_fit_factor_shared,
	zout_load_fit_solve_shared,
	zout_load_fit_judge_shared,
	zout_load_fit_aim_current,
	zout_load_fit_factor_current,
	zout_load_fit_solve_current,
	zout_load_split_aim,
	zout_load_split_solve,
};

/* With p(ω) the sine below, N half the sample rate and E the end of the band, both as angular frequencies:
 *
 *     turn = p(N)
 *     bend = p(N) - p(E) N / E
 *
 * Samples have p(N) = 0, the circuit has turn there. What goes in a straight line from 0 has no bend: where there is
 * one, a resonance near E may hide the turn that follows. */

/// Sine of the phase of the voltage
static double
sine_of_phase(const ZoutCircuit* const circuit, const double omega_rad_s)
{
	const double complex v = zout_circuit_transfer(circuit, omega_rad_s * (double complex)I);
	return cimag(v) / cabs(v);
}

/// What the sections' current is of their voltage, or 0 if that is not the same for all of them, or too little
static double
find_amps_per_volt(const ZoutLoadDesigner* const designer, const ZoutCircuit* const circuit, const double scale)
{
	const double band_pole = exp(-circuit->bandwidth_rad_s * designer->period_s);
	const bool   has_pole  = circuit->bandwidth_rad_s > 0.0 && band_pole > least_pole; // of the voltage's own
	const bool   matters   = circuit->output_ohm > 0.0 && circuit->output_ohm >= least_output_ratio * circuit->coil_ohm;
	const bool   shares =
		matters && !has_pole && circuit->output_farad <= 0.0 && designer->period_s * most_shared_rate_hz > 1.0;
	return shares ? -1.0 / (circuit->output_ohm * scale) : 0.0;
}

void
zout_load_designer_begin(ZoutLoadDesigner* const  designer,
                         const ZoutCircuit* const circuit,
                         const bool               normalise,
                         ZoutLoadDesign* const    design)
{
	memset(design, 0, sizeof(*design));
	design->volts_at_1khz = cabs(zout_circuit_transfer(circuit, zout_hz_to_rad_s(1e3) * (double complex)I));
	design->is_wire       = zout_circuit_is_wire(circuit);
	design->amps_per_volt = find_amps_per_volt(designer, circuit, normalise ? 1.0 / design->volts_at_1khz : 1.0);

	const double nyquist_rad_s  = zout_pi / designer->period_s;
	const double band_end_rad_s = designer->omega_rad_s[LOW_POINTS + BAND_POINTS - 1];

	ZoutLoadWork* const work = &designer->work;
	work->turn               = sine_of_phase(circuit, nyquist_rad_s);
	work->bend               = work->turn - sine_of_phase(circuit, band_end_rad_s) * (nyquist_rad_s / band_end_rad_s);
	work->circuit            = *circuit;
	work->normalise          = normalise;
	work->design             = design;
	work->stage              = 0;
	work->step               = 0;
	zout_poles_begin(&work->poles, circuit);
}

bool
zout_load_designer_step(ZoutLoadDesigner* const designer)
{
	ZoutLoadWork* const work = &designer->work;
	if (stages[work->stage](designer)) {
		work->stage += 1U;
		work->step = 0;
	} else {
		work->step += 1U;
	}
	return work->stage == sizeof(stages) / sizeof(stages[0]);
}

void
zout_load_designer_run(ZoutLoadDesigner* const  designer,
                       const ZoutCircuit* const circuit,
                       const bool               normalise,
                       ZoutLoadDesign* const    design)
{
	zout_load_designer_begin(designer, circuit, normalise, design);
	while (!zout_load_designer_step(designer)) {
	}
}
