// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file load_design.h
 * Discrete filters for the loaded output stage: voltage at the headphone and current through it.
 *
 * The voltage filter is a sum of second-order sections with the exact poles exp(p T) of the circuit and a short FIR
 * that looks ahead:
 *
 *     V(z) = Σ_k (v0_k + v1_k z⁻¹) / (1 + a1_k z⁻¹ + a2_k z⁻²) + Σ_a tap[a] z^a,   a = lookahead … -lag
 *
 * Current has the same poles, so it shares the sections' states and has only numerators and a shorter FIR of its own;
 * it does without the last section, that of the helpers named below. Behind an output resistance that matters, and no
 * capacitor, it needs no numerators either: V = E - Rout I, so that at every pole of the load the voltage is -Rout
 * times the current, and the current's sections are the voltage's times a constant. Where that is not exact enough, or
 * the sample rate lets the current's own fit be much better, it has its own. Numerators and taps come from one
 * least-squares fit to the analogue response. Two more poles near z = -1 are added, the helpers: the analogue phase at
 * the Nyquist frequency is neither 0 nor 180 degrees, and they make the turn that a discrete filter must make between
 * 20 kHz and there. How far it has to turn decides how the fit is made. Near z = -1 the helpers leave the smallest
 * error and the highest hump between 20 kHz and the Nyquist frequency, so the further the turn, the further away they
 * are. A load that turns little can afford more error at the end of the band, where there is little to hear, for less
 * of it in all; one that turns far needs the error to be even.
 */

#ifndef ZOUT_LOAD_DESIGN_H
#define ZOUT_LOAD_DESIGN_H

#include "circuit.h"
#include "lsq.h"
#include "poles.h"

enum {
	/// Two poles each, conjugate or real, of which one section may lack the second, and one for the helpers: 5 + 1 for
	/// the 9 poles of three resonances, coil, capacitor and bandwidth
	ZOUT_MAX_SECTIONS  = (ZOUT_MAX_POLES + 1) / 2 + 1,
	ZOUT_MAX_LOAD_TAPS = 20,
	ZOUT_CURRENT_TAPS  = 5, ///< Centred: two frames ahead to two behind
	ZOUT_CURRENT_AHEAD = ZOUT_CURRENT_TAPS / 2,
	ZOUT_FIT_POINTS    = 88, ///< Frequencies of the fit; two rows each
	ZOUT_POINTS_A_STEP = 8,  ///< For so many of them a step works out what the fit aims at
};

_Static_assert(ZOUT_FIT_POINTS % ZOUT_POINTS_A_STEP == 0, "no step ends beyond the last point");

/// One second-order section: voltage and current share its poles
typedef struct {
	double a1, a2;
	double v0, v1; ///< Numerator of the voltage
	double i0, i1; ///< Numerator of the current, amperes per volt
} ZoutSection;

typedef struct {
	bool        is_wire; ///< The voltage is the input, bit for bit
	unsigned    n_sections;
	ZoutSection section[ZOUT_MAX_SECTIONS];
	double      tap[ZOUT_MAX_LOAD_TAPS];        ///< [n_taps of the designer], most advanced tap first
	double      linear_tap[ZOUT_MAX_LOAD_TAPS]; ///< For the linear signal when there is a residual, [n_linear]
	double      driven_tap[ZOUT_MAX_LOAD_TAPS]; ///< For the sum of both then, [n_driven]
	double      current_tap[ZOUT_CURRENT_TAPS]; ///< Most advanced tap first
	double      volts_at_1khz;                  ///< |H| at 1 kHz
	double      amps_per_volt;                  ///< The sections' current of their voltage; 0: has its own numerators
} ZoutLoadDesign;

/// A design in progress, between two steps
typedef struct {
	ZoutCircuit     circuit;
	bool            normalise;
	ZoutLoadDesign* design; ///< Receives the result bit by bit
	unsigned        stage;  ///< Index of the stage that runs
	unsigned        step;   ///< Steps that the stage has made
	unsigned        column; ///< Of the fit, that is to be filled or factored
	unsigned        entry;  ///< Of its row in the factor, that comes next
	double          turn;   ///< Sine of the analogue phase at the Nyquist frequency
	double          bend;   ///< What a straight line through that at the end of the band does not foretell of it
	ZoutPoleFinder  poles;
	double          row_weight[ZOUT_FIT_POINTS];
	double          rhs[ZOUT_LSQ_MAX_ROWS];
	double          x_voltage[ZOUT_LSQ_MAX_COLUMNS];
	double          x_current[ZOUT_LSQ_MAX_COLUMNS];
} ZoutLoadWork;

/// Additional poles in z, those of the last section; from the one place to the other they move in a straight line
typedef struct {
	double near[2]; ///< For little turns
	double far[2];  ///< For large ones
} ZoutHelpers;

/// What a design needs that depends on the sample rate alone, and its work space
typedef struct {
	double         period_s;
	unsigned       n_taps;         ///< FIR length of the voltage
	unsigned       lookahead;      ///< Frames by which its first tap looks ahead
	unsigned       residual_ahead; ///< Frames by which the residual is known ahead
	unsigned       n_linear;
	unsigned       n_driven;
	ZoutHelpers    helpers;
	double         omega_rad_s[ZOUT_FIT_POINTS];
	double         weight[ZOUT_FIT_POINTS];       ///< For an error that is even over the band
	double         noise_weight[ZOUT_FIT_POINTS]; ///< For little error in all, as band-limited noise shows it
	double complex delay[ZOUT_FIT_POINTS][ZOUT_MAX_LOAD_TAPS]; ///< exp(j omega T k)
	ZoutLsq        lsq;
	ZoutLoadWork   work;
} ZoutLoadDesigner;

/** exp(j omega T ahead) at fit point `i`: what a delay of -ahead frames does there. */
static inline double complex
zout_load_delay(const ZoutLoadDesigner* const designer, const unsigned i, const int ahead)
{
	return ahead >= 0 ? designer->delay[i][ahead] : conj(designer->delay[i][-ahead]);
}

/** Up to the first of these turns a load turns little: its helpers are near, and its voltage is fitted for little error
 * in all. From the second on it turns far: they are far, and the error is even. */
static const double zout_load_near_turn = 0.12;
static const double zout_load_far_turn  = 0.46;

/** How far `turn` is on its way from `from` to `to`, 0 to 1. */
static inline double
zout_load_share(const double turn, const double from, const double to)
{
	const double share = (turn - from) / (to - from);
	return share > 0.0 ? share < 1.0 ? share : 1.0 : 0.0;
}

/** Frames by which the residual is known ahead of the load at a sample rate. Any thread. */
ZOUT_REALTIME
unsigned
zout_load_residual_ahead(double rate_hz);

/** Prepares for a sample rate. */
ZOUT_REALTIME
void
zout_load_designer_init(ZoutLoadDesigner* designer, double rate_hz);

/**
 * Starts to fit the filters to a circuit. [audio]
 *
 * @param normalise Scale the voltage (not the current) to unity at 1 kHz.
 * @param design Receives the filters; complete when zout_load_designer_step() has said so.
 */
ZOUT_REALTIME
void
zout_load_designer_begin(ZoutLoadDesigner*  designer,
                         const ZoutCircuit* circuit,
                         bool               normalise,
                         ZoutLoadDesign*    design);

/** Goes on by one step of some thousand instructions. Returns whether it was the last; bounded in number. [audio] */
ZOUT_REALTIME
bool
zout_load_designer_step(ZoutLoadDesigner* designer);

/** Fits the filters at once: begin and all steps. */
ZOUT_REALTIME
void
zout_load_designer_run(ZoutLoadDesigner* designer, const ZoutCircuit* circuit, bool normalise, ZoutLoadDesign* design);

#endif // ZOUT_LOAD_DESIGN_H
