// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Poles of the loaded output stage: the zeros of Z(s) + Zs(s).
 *
 * All are found at once by the iteration of Ehrlich and Aberth (O. Aberth, "Iteration methods for finding all zeros
 * of a polynomial simultaneously", Math. Comp. 27, 1973). The polynomial is never multiplied out: only its
 * logarithmic derivative is needed, and in factored form that keeps full precision over the seven decades between a
 * coupling capacitor and a voice coil.
 */

#include "circuit.h"

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
		const double         r   = circuit->eddy_ohm;
		const double complex den = s * l + r;
		f += r * l * s / den;
		df += r * l * r / (den * den);
		sum += l / den;
	} else {
		f += l * s;
		df += l;
	}

	if (circuit->output_farad > 0.0) {
		const double complex elastance = 1.0 / (s * circuit->output_farad);
		f += elastance;
		df -= elastance / s;
		sum += 1.0 / s;
	}

	for (unsigned k = 0; k < ZOUT_N_RESONANCES; ++k) {
		const ZoutResonance* const r = &circuit->resonance[k];
		if (is_active(r)) {
			const double         w    = r->omega_rad_s;
			const double complex den  = w * s + r->q * (s * s + w * w);
			const double complex dden = w + 2.0 * r->q * s;
			const double complex num  = r->resistance_ohm * w * s;
			f += num / den;
			df += (r->resistance_ohm * w - num / den * dden) / den;
			sum += dden / den;
		}
	}
	return df / f + sum;
}

/// First guesses: what the poles would be without each other. Returns their number.
static unsigned
guess_zeros(const ZoutCircuit* const circuit, double complex zeros[ZOUT_MAX_POLES])
{
	const double loop_ohm = circuit->coil_ohm + circuit->output_ohm;
	unsigned     n        = 0;

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
	return n;
}

static void
refine_zeros(const ZoutCircuit* const circuit, double complex zeros[ZOUT_MAX_POLES], const unsigned n)
{
	bool moving = true;
	for (unsigned iteration = 0; moving && iteration < MAX_ITERATIONS; ++iteration) {
		moving = false;
		for (unsigned i = 0; i < n; ++i) {
			double complex repulsion = 0.0;
			for (unsigned j = 0; j < n; ++j) {
				if (j != i) {
					repulsion += 1.0 / (zeros[i] - zeros[j]);
				}
			}
			const double complex step = 1.0 / (log_derivative(circuit, zeros[i]) - repulsion);
			if (isfinite(creal(step)) && isfinite(cimag(step))) { // else: exactly on a zero already
				zeros[i] -= step;
				moving = moving || cabs(step) > tolerance * cabs(zeros[i]);
			}
		}
	}
}

unsigned
zout_circuit_poles(const ZoutCircuit* const circuit, double complex poles[ZOUT_MAX_POLES])
{
	double complex zeros[ZOUT_MAX_POLES];
	const unsigned n_zeros = guess_zeros(circuit, zeros);
	refine_zeros(circuit, zeros, n_zeros);

	unsigned n = 0;
	for (unsigned i = 0; i < n_zeros; ++i) {
		// The circuit is passive: all poles lie in the left half plane, and rounding must not move them out.
		const double re = -fabs(creal(zeros[i]));
		const double im = cimag(zeros[i]);
		if (fabs(im) <= real_tolerance * cabs(zeros[i])) {
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
