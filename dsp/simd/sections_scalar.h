// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Second-order sections in plain C: the specification. Included by kernels.c only. */

#ifndef ZOUT_SIMD_SECTIONS_SCALAR_H
#define ZOUT_SIMD_SECTIONS_SCALAR_H

#include "kernels.h"

/* Direct form II: w[n] = in[n] - a1 w[n-1] - a2 w[n-2]. Both outputs are read off the same states. */
ZOUT_REALTIME
static void
run_sections(ZoutSectionBank* const    bank,
             double* const             voltage,
             double* const             current,
             const double* const       in,
             const ZoutCoupling* const coupling,
             const unsigned            lanes,
             const unsigned            n_frames)
{
	for (unsigned frame = 0; frame < n_frames; ++frame) {
		for (unsigned i = frame * lanes; i < (frame + 1U) * lanes; ++i) {
			if (coupling) {
				double* const dc    = coupling->dc + i % lanes;
				const double  off   = *dc - coupling->residual[i];
				coupling->driven[i] = coupling->linear[i] - off; // -0.0 - 0.0 is -0.0
				coupling->single[i] = (float)coupling->driven[i];
				*dc -= coupling->step * off;
			}
			voltage[i] = 0.0;
			current[i] = 0.0;
		}
		for (unsigned s = 0; s < zout_section_values(bank->n_sections, lanes); ++s) {
			const unsigned i  = frame * lanes + s % lanes;
			const double   w0 = in[i] - bank->a2[s] * bank->w2[s] - bank->a1[s] * bank->w1[s];
			const double   v  = bank->v0[s] * w0 + bank->v1[s] * bank->w1[s];
			voltage[i] += v;
			if (!bank->shared) {
				current[i] += bank->i0[s] * w0 + bank->i1[s] * bank->w1[s];
			} else if (s < (bank->n_sections - 1U) * lanes) {
				current[i] += v;
			}
			bank->w2[s] = bank->w1[s];
			bank->w1[s] = w0;
		}
	}
}

ZOUT_REALTIME
static void
run_current(ZoutSectionBank* const bank,
            float* const           current,
            const float* const     in,
            const unsigned         lanes,
            const unsigned         n_frames)
{
	for (unsigned frame = 0; frame < n_frames; ++frame) {
		double amps[ZOUT_MAX_LANES] = {0.0};
		for (unsigned s = 0; s < zout_section_values(bank->n_sections, lanes); ++s) {
			const unsigned lane = s % lanes;
			const double   x    = (double)in[frame * lanes + lane];
			const double   w0   = x - bank->a2[s] * bank->w2[s] - bank->a1[s] * bank->w1[s];
			amps[lane] += bank->i0[s] * w0 + bank->i1[s] * bank->w1[s];
			bank->w2[s] = bank->w1[s];
			bank->w1[s] = w0;
		}
		for (unsigned lane = 0; lane < lanes; ++lane) {
			current[frame * lanes + lane] = (float)amps[lane];
		}
	}
}

#endif // ZOUT_SIMD_SECTIONS_SCALAR_H
