// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* One table of kernels. Compiled once for each instruction set, with
 *   ZOUT_KERNELS       name of the table, as zout_kernels_x86_64_v3
 *   ZOUT_ISA_NAME      its name for people, as "x86-64-v3"
 *   ZOUT_VECTOR_BYTES  width of its vector registers, 0 for plain C (the specification)
 */

#include "kernels.h"

#include <math.h>

#if ZOUT_VECTOR_BYTES
#include "fir_vector.h"
#include "sections_vector.h"
#else
#include "fir_scalar.h"
#include "sections_scalar.h"
#endif

static unsigned
padded(const unsigned n_values)
{
	return (n_values + ZOUT_PAD_VALUES - 1U) / ZOUT_PAD_VALUES * ZOUT_PAD_VALUES;
}

static void
polynomial(float* const restrict       out,
           const float* const restrict x,
           const float* const restrict h2,
           const float* const restrict h3,
           const unsigned              n_values)
{
	const unsigned n = padded(n_values);
	for (unsigned i = 0; i < n; ++i) {
		out[i] = x[i] * x[i] * (h2[i] + h3[i] * x[i]);
	}
}

/// One phase of shelve(): neighbours at odd distance lie in the `other` phase, shifted by `odd_shift` frames
static void
shelve_phase(float* const restrict       out,
             const float* const restrict same,
             const float* const restrict other,
             const float* const restrict taps,
             const float* const restrict rise,
             const unsigned              lanes,
             const unsigned              n)
{
	const unsigned two = 2U * lanes;
	for (unsigned i = 0; i < n; ++i) {
		// `other` points at the neighbour that follows
		const float d1 = other[i] - (other - lanes)[i];
		const float d2 = same[i + lanes] - (same - lanes)[i];
		const float d3 = other[i + lanes] - (other - two)[i];
		const float d4 = same[i + two] - (same - two)[i];
		out[i]         = same[i] + rise[i] * ((taps[0] * d1 + taps[1] * d2) + (taps[2] * d3 + taps[3] * d4));
	}
}

static void
shelve(const ZoutPhases   out,
       const ZoutPhases   in,
       const float* const taps,
       const float* const rise,
       const unsigned     lanes,
       const unsigned     n_values)
{
	const unsigned n = padded(n_values);
	shelve_phase(out.even, in.even, in.odd, taps, rise, lanes, n);
	shelve_phase(out.odd, in.odd, in.even + lanes, taps, rise, lanes, n);
}

/* The knee is a fourth-degree polynomial whose slope falls from 1 to 0 along 1 - (3 t² - 2 t³): slope and curvature
 * are continuous, so that harmonics, and with them aliases, fall off fast. */
static void
clip_residual(float* const restrict out, const float* const restrict in, const unsigned n_values)
{
	const unsigned n = padded(n_values);
	for (unsigned i = 0; i < n; ++i) {
		const float size = fabsf(in[i]);
		const float over = (size - ZOUT_KNEE_START) * (0.5F / ZOUT_KNEE_HALF);
		const float low  = over > 0.0F ? over : 0.0F;
		const float t    = low < 1.0F ? low : 1.0F;
		const float loss = 2.0F * ZOUT_KNEE_HALF * (t * t * t * (1.0F - 0.5F * t) + (low - t));
		out[i]           = in[i] > 0.0F ? -loss : loss;
	}
}

static float
peak(const float* const in, const unsigned n_values)
{
	enum { RUNNING = 16 };

	const unsigned n               = padded(n_values);
	float          largest[RUNNING] = {0.0F};
	for (unsigned i = 0; i < n; i += RUNNING) {
		for (unsigned k = 0; k < RUNNING; ++k) {
			const float size = fabsf(in[i + k]);
			largest[k]       = size > largest[k] ? size : largest[k];
		}
	}
	float result = largest[0];
	for (unsigned k = 1; k < RUNNING; ++k) {
		result = largest[k] > result ? largest[k] : result;
	}
	return result;
}

const ZoutKernels ZOUT_KERNELS = {
	.name          = ZOUT_ISA_NAME,
	.interpolate   = interpolate,
	.polynomial    = polynomial,
	.shelve        = shelve,
	.clip_residual = clip_residual,
	.peak          = peak,
	.convolve      = convolve,
	.run_sections  = run_sections,
};
