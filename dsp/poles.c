// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Poles of the loaded output stage: the zeros of Z(s) + Zs(s).
 *
 * All are found at once by the iteration of Ehrlich and Aberth (O. Aberth, "Iteration methods for finding all zeros
 * of a polynomial simultaneously", Math. Comp. 27, 1973). The polynomial is never multiplied out: only its
 * logarithmic derivative is needed, and in factored form that keeps full precision over the seven decades between a
 * coupling capacitor and a voice coil.
 */

#include "poles.h"

#include "reciprocal.h"

#include <math.h>

enum { MAX_ITERATIONS = 60 };

/// Relative step below which a zero counts as found
static const double tolerance = 1e-13;

/// Imaginary part, relative to the magnitude, below which a zero counts as real
static const double real_tolerance = 1e-7;

static bool
is_active(const ZoutResonance* const resonance)
{
	return resonance->resistance_ohm > 0.0;
}

/// p'(s) / p(s), where p is the numerator polynomial of Z(s) + Zs(s)
static double complex
log_derivative(const ZoutCircuit* const circuit, const double complex s)
{
	double complex f   = circuit->coil_ohm + circuit->output_ohm; // Z + Zs
	double complex df  = 0.0;                                     // its derivative
	double complex sum = 0.0;                                     // of the denominators' log derivatives

	const double l = circuit->coil_henry;
	if (l > 0.0 && circuit->eddy_ohm > 0.0) {
		const double         r = circuit->eddy_ohm;
		const double complex g = zout_reciprocal(s * l + r); // 1 / denominator
		f += r * l * s * g;
		df += r * l * r * (g * g);
		sum += l * g;
	} else {
		f += l * s;
		df += l;
	}

	if (circuit->output_farad > 0.0) {
		const double complex g         = zout_reciprocal(s);
		const double complex elastance = g / circuit->output_farad;
		f += elastance;
		df -= elastance * g;
		sum += g;
	}

	for (unsigned k = 0; k < ZOUT_N_RESONANCES; ++k) {
		const ZoutResonance* const r = &circuit->resonance[k];
		if (is_active(r)) {
			const double         w    = r->omega_rad_s;
			const double complex g    = zout_reciprocal(w * s + r->q * (s * s + w * w));
			const double complex dden = w + 2.0 * r->q * s;
			const double complex z    = r->resistance_ohm * w * s * g;
			f += z;
			df += (r->resistance_ohm * w - z * dden) * g;
			sum += dden * g;
		}
	}
	return df * zout_reciprocal(f) + sum;
}

/// First guesses: what the poles would be without each other
void
zout_poles_begin(ZoutPoleFinder* const finder, const ZoutCircuit* const circuit)
{
	double complex* const zeros    = finder->zero;
	const double          loop_ohm = circuit->coil_ohm + circuit->output_ohm;
	unsigned              n        = 0;

	for (unsigned k = 0; k < ZOUT_N_RESONANCES; ++k) {
		const ZoutResonance* const r = &circuit->resonance[k];
		if (is_active(r)) {
			const double         damping = (1.0 + r->resistance_ohm / loop_ohm) / (2.0 * r->q);
			const double complex root    = csqrt(damping * damping - 1.0);
			zeros[n++]                   = r->omega_rad_s * (-damping + root);
			zeros[n++]                   = r->omega_rad_s * (-damping - root);
		}
	}
	if (circuit->coil_henry > 0.0) {
		const double r        = circuit->eddy_ohm;
		const double coil_ohm = r > 0.0 ? r * loop_ohm / (r + loop_ohm) : loop_ohm;
		zeros[n++]            = -coil_ohm / circuit->coil_henry;
	}
	if (circuit->output_farad > 0.0) {
		zeros[n++] = -1.0 / (loop_ohm * circuit->output_farad);
	}

	// A symmetric start could never leave the real axis: turn each guess a little, each by another angle.
	for (unsigned i = 0; i < n; ++i) {
		zeros[i] *= cexp((0.02 + 0.013 * (double)i) * (double complex)I);
	}
	finder->n_zeros    = n;
	finder->iterations = 0;
}

bool
zout_poles_refine(ZoutPoleFinder* const finder, const ZoutCircuit* const circuit)
{
	double complex* const zeros  = finder->zero;
	bool                  moving = false;
	for (unsigned i = 0; i < finder->n_zeros; ++i) {
		double complex repulsion = 0.0;
		for (unsigned j = 0; j < finder->n_zeros; ++j) {
			if (j != i) {
				repulsion += zout_reciprocal(zeros[i] - zeros[j]);
			}
		}
		const double complex step = zout_reciprocal(log_derivative(circuit, zeros[i]) - repulsion);
		if (isfinite(creal(step)) && isfinite(cimag(step))) { // else: exactly on a zero already
			zeros[i] -= step;
			moving = moving || cabs(step) > tolerance * cabs(zeros[i]);
		}
	}
	finder->iterations += 1U;
	return !moving || finder->iterations == MAX_ITERATIONS;
}

unsigned
zout_poles_end(const ZoutPoleFinder* const finder,
               const ZoutCircuit* const    circuit,
               double complex              poles[ZOUT_MAX_POLES])
{
	unsigned n = 0;
	for (unsigned i = 0; i < finder->n_zeros; ++i) {
		// The circuit is passive: all poles lie in the left half plane, and rounding must not move them out.
		const double complex zero = finder->zero[i];
		const double         re   = -fabs(creal(zero));
		const double         im   = cimag(zero);
		if (fabs(im) <= real_tolerance * cabs(zero)) {
			poles[n++] = re;
		} else if (im > 0.0) {
			poles[n++] = re + im * (double complex)I;
		}
	}
	if (circuit->bandwidth_rad_s > 0.0) {
		poles[n++] = -circuit->bandwidth_rad_s;
	}
	return n;
}

unsigned
zout_circuit_poles(const ZoutCircuit* const circuit, double complex poles[ZOUT_MAX_POLES])
{
	ZoutPoleFinder finder;
	zout_poles_begin(&finder, circuit);
	while (!zout_poles_refine(&finder, circuit)) {
	}
	return zout_poles_end(&finder, circuit, poles);
}
