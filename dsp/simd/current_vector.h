// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Second-order sections of the current alone, as sections_vector.h runs those of voltage and current. Included by
 * kernels.c only. */

#ifndef ZOUT_SIMD_CURRENT_VECTOR_H
#define ZOUT_SIMD_CURRENT_VECTOR_H

#include "kernels.h"
#include "section_frame.h"

#include <stddef.h>

static ALWAYS_INLINE void
run_current_bank(ZoutSectionBank* const bank,
                 float* const restrict current,
                 const float* const restrict in,
                 const unsigned lanes,
                 const unsigned n_frames,
                 const unsigned n_sections)
{
	const unsigned n_vecs = section_vecs(n_sections, lanes);
	VecD           w1[MAX_SECTION_VECS];
	VecD           w2[MAX_SECTION_VECS];
	for (unsigned s = 0; s < n_vecs; ++s) {
		w1[s] = load_d(bank->w1 + s * VEC_DOUBLES);
		w2[s] = load_d(bank->w2 + s * VEC_DOUBLES);
	}
	VecD         four[2][VECS_IN_4]; // of two frames
	FrameSums    first;
	FrameSums    second;
	const size_t n = (size_t)n_frames * lanes;
	size_t       i = 0;
	for (; i + 2U * lanes <= n; i += 2U * lanes) {
		spread_two_singles(four[0], four[1], in + i, lanes);
		run_frame(&first, w1, w2, four[0], bank, 0, 0, n_vecs);
		run_frame(&second, w2, w1, four[1], bank, 0, 0, n_vecs);
		write_two_singles(current + i, first.amps, second.amps, lanes);
	}
	if (i < n) {
		spread_single(four[0], in + i, lanes);
		run_frame(&first, w1, w2, four[0], bank, 0, 0, n_vecs);
		write_single(current + i, first.amps, lanes);
	}
	for (unsigned s = 0; s < n_vecs; ++s) {
		store_d((n_frames % 2U ? bank->w2 : bank->w1) + s * VEC_DOUBLES, w1[s]);
		store_d((n_frames % 2U ? bank->w1 : bank->w2) + s * VEC_DOUBLES, w2[s]);
	}
}

static ALWAYS_INLINE void
run_current_lanes(ZoutSectionBank* const bank,
                  float* const           current,
                  const float* const     in,
                  const unsigned         lanes,
                  const unsigned         n_frames)
{
	switch (bank->n_sections) {
	case 0:
		run_current_bank(bank, current, in, lanes, n_frames, 0);
		break;
	case 1:
		run_current_bank(bank, current, in, lanes, n_frames, 1);
		break;
	case 2:
		run_current_bank(bank, current, in, lanes, n_frames, 2);
		break;
	case 3:
		run_current_bank(bank, current, in, lanes, n_frames, 3);
		break;
	case 4:
		run_current_bank(bank, current, in, lanes, n_frames, 4);
		break;
	default:
		run_current_bank(bank, current, in, lanes, n_frames, 5);
		break;
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
	if (lanes == 2) {
		run_current_lanes(bank, current, in, 2, n_frames);
	} else {
		run_current_lanes(bank, current, in, 4, n_frames);
	}
}

#endif // ZOUT_SIMD_CURRENT_VECTOR_H
