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

/// How far two zeros may be from conjugate, relative to the magnitude, if they have not come all the way
static const double partner_tolerance = 1e-2;

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

/// Resonances in series of the same frequency and quality are one of the sum of their resistances. Each by itself would
/// have the poles of all again as zeros of p, and the iteration crawls towards zeros that meet.
static void
merge_resonances(ZoutCircuit* const circuit)
{
	for (unsigned k = 1; k < ZOUT_N_RESONANCES; ++k) {
		ZoutResonance* const from = &circuit->resonance[k];
		for (unsigned j = 0; j < k && is_active(from); ++j) {
			ZoutResonance* const to = &circuit->resonance[j];
			if (is_active(to) && to->omega_rad_s == from->omega_rad_s && to->q == from->q) {
				to->resistance_ohm += from->resistance_ohm;
				from->resistance_ohm = 0.0;
			}
		}
	}
}

/// First guesses: what the poles would be without each other
void
zout_poles_begin(ZoutPoleFinder* const finder, const ZoutCircuit* const circuit)
{
	finder->circuit = *circuit;
	merge_resonances(&finder->circuit);
	double complex* const zeros    = finder->zero;
	const double          loop_ohm = circuit->coil_ohm + circuit->output_ohm;
	unsigned              n        = 0;

	for (unsigned k = 0; k < ZOUT_N_RESONANCES; ++k) {
		const ZoutResonance* const r = &finder->circuit.resonance[k];
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
zout_poles_refine(ZoutPoleFinder* const finder)
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
		const double complex step = zout_reciprocal(log_derivative(&finder->circuit, zeros[i]) - repulsion);
		if (isfinite(creal(step)) && isfinite(cimag(step))) { // else: exactly on a zero already
			zeros[i] -= step;
			moving = moving || cabs(step) > tolerance * cabs(zeros[i]);
		}
	}
	finder->iterations += 1U;
	return !moving || finder->iterations == MAX_ITERATIONS;
}

static bool
is_real(const double complex zero)
{
	return fabs(cimag(zero)) <= real_tolerance * cabs(zero);
}

/// Index of the zero of negative imaginary part that is nearest to the conjugate of zero `i` and not `taken` (a bit
/// each), or n_zeros
static unsigned
find_partner(const ZoutPoleFinder* const finder, const unsigned i, const unsigned taken)
{
	const double complex wanted  = conj(finder->zero[i]);
	double               nearest = partner_tolerance * cabs(wanted);
	unsigned             partner = finder->n_zeros;
	for (unsigned j = 0; j < finder->n_zeros; ++j) {
		const double distance = cabs(finder->zero[j] - wanted);
		if (cimag(finder->zero[j]) < 0.0 && !(taken & (1U << j)) && distance < nearest) {
			nearest = distance;
			partner = j;
		}
	}
	return partner;
}

unsigned
zout_poles_end(const ZoutPoleFinder* const finder, double complex poles[ZOUT_MAX_POLES])
{
	// Every zero is counted once: as one of a pair or, for want of a partner, as real. Where zeros nearly meet on the
	// real axis the iteration may end before they have come back to it, with no two of them conjugate.
	unsigned upper = 0; // a bit for each zero that stands for its partner too
	unsigned lower = 0; // a bit for each partner
	for (unsigned i = 0; i < finder->n_zeros; ++i) {
		if (cimag(finder->zero[i]) > 0.0 && !is_real(finder->zero[i])) {
			const unsigned partner = find_partner(finder, i, lower);
			upper |= partner < finder->n_zeros ? 1U << i : 0U;
			lower |= partner < finder->n_zeros ? 1U << partner : 0U;
		}
	}
	unsigned n = 0;
	for (unsigned i = 0; i < finder->n_zeros; ++i) {
		// The circuit is passive: all poles lie in the left half plane, and rounding must not move them out.
		const double re = -fabs(creal(finder->zero[i]));
		if (upper & (1U << i)) {
			poles[n++] = re + cimag(finder->zero[i]) * (double complex)I;
		} else if (!(lower & (1U << i))) {
			poles[n++] = re;
		}
	}
	if (finder->circuit.bandwidth_rad_s > 0.0) {
		poles[n++] = -finder->circuit.bandwidth_rad_s;
	}
	return n;
}

unsigned
zout_circuit_poles(const ZoutCircuit* const circuit, double complex poles[ZOUT_MAX_POLES])
{
	ZoutPoleFinder finder;
	zout_poles_begin(&finder, circuit);
	while (!zout_poles_refine(&finder)) {
	}
	return zout_poles_end(&finder, poles);
}
