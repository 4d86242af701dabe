// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Second-order sections of the current alone, as sections_vector.h runs those of voltage and current. Included by
 * kernels.c only. */

#ifndef ZOUT_SIMD_CURRENT_VECTOR_H
#define ZOUT_SIMD_CURRENT_VECTOR_H

#include "frame_vector.h"
#include "kernels.h"

#include <stddef.h>

static ALWAYS_INLINE void
run_current_groups(ZoutSectionBank* const bank,
                   double* const restrict current,
                   const double* const restrict in,
                   const unsigned lanes,
                   const unsigned n_frames,
                   const unsigned n_groups)
{
	enum { MAX_VECS = ZOUT_SECTION_VALUES / VEC_DOUBLES };

	const unsigned n_vecs = n_groups * VECS_IN_4;
	VecD           w1[MAX_VECS];
	VecD           w2[MAX_VECS];
	for (unsigned s = 0; s < n_vecs; ++s) {
		w1[s] = load_d(bank->w1 + s * VEC_DOUBLES);
		w2[s] = load_d(bank->w2 + s * VEC_DOUBLES);
	}
	for (size_t i = 0; i < (size_t)n_frames * lanes; i += lanes) {
		VecD four[VECS_IN_4];
		spread_frame(four, in + i, lanes);
		VecD amps[VECS_IN_4] = {{0.0}};
		for (unsigned s = 0; s < n_vecs; ++s) {
			const unsigned at = s * VEC_DOUBLES;
			const unsigned k  = s % VECS_IN_4;
			const VecD     w0 = (four[k] - load_d(bank->a2 + at) * w2[s]) - load_d(bank->a1 + at) * w1[s];
			amps[k] += load_d(bank->i1 + at) * w1[s];
			amps[k] += load_d(bank->i0 + at) * w0;
			w2[s] = w1[s];
			w1[s] = w0;
		}
		write_frame(current + i, amps, lanes);
	}
	for (unsigned s = 0; s < n_vecs; ++s) {
		store_d(bank->w1 + s * VEC_DOUBLES, w1[s]);
		store_d(bank->w2 + s * VEC_DOUBLES, w2[s]);
	}
}

static ALWAYS_INLINE void
run_current_lanes(ZoutSectionBank* const bank,
                  double* const          current,
                  const double* const    in,
                  const unsigned         lanes,
                  const unsigned         n_frames)
{
	switch (zout_section_values(bank->n_sections, lanes) / 4U) {
	case 1:
		run_current_groups(bank, current, in, lanes, n_frames, 1);
		break;
	case 2:
		run_current_groups(bank, current, in, lanes, n_frames, 2);
		break;
	case 3:
		run_current_groups(bank, current, in, lanes, n_frames, 3);
		break;
	case 4:
		run_current_groups(bank, current, in, lanes, n_frames, 4);
		break;
	case 5:
		run_current_groups(bank, current, in, lanes, n_frames, 5);
		break;
	default:
		run_current_groups(bank, current, in, lanes, n_frames, 6);
		break;
	}
}

ZOUT_REALTIME
static void
run_current(ZoutSectionBank* const bank,
            double* const          current,
            const double* const    in,
            const unsigned         lanes,
            const unsigned         n_frames)
{
	if (lanes == 2) {
		run_current_lanes(bank, current, in, 2, n_frames);
	} else {
		run_current_lanes(bank, current, in, 4, n_frames);
	}
}

#endif // ZOUT_SIMD_CURRENT_VECTOR_H
