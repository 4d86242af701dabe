// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Pairs that change places with those beside them. Included by kernels.c only. */

#ifndef ZOUT_SIMD_NEIGHBOURS_H
#define ZOUT_SIMD_NEIGHBOURS_H

#include "pairs.h"

#if ZOUT_VECTOR_BYTES

enum { VECS_OF_TWO = 1 }; ///< That two pairs take

/// Each pair where its neighbour is
static ALWAYS_INLINE void
swap_pairs(Pairs out[VECS_OF_TWO], const Pairs in[VECS_OF_TWO])
{
#	if ZOUT_VECTOR_BYTES == 32
	out[0] = (Pairs)__builtin_shufflevector((PairsBits)in[0], (PairsBits)in[0], 1, 0, 3, 2);
#	else
	out[0] = (Pairs)__builtin_shufflevector((PairsBits)in[0], (PairsBits)in[0], 1, 0);
#	endif
}

#else

enum { VECS_OF_TWO = 2 }; ///< That two pairs take

/// Each pair where its neighbour is
static inline void
swap_pairs(Pairs out[VECS_OF_TWO], const Pairs in[VECS_OF_TWO])
{
	out[0] = in[1];
	out[1] = in[0];
}

#endif

#endif // ZOUT_SIMD_NEIGHBOURS_H
