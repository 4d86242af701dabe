// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Pairs that change places with those beside them. Included by kernels.c only. */

#ifndef ZOUT_SIMD_NEIGHBOURS_H
#define ZOUT_SIMD_NEIGHBOURS_H

#include "pairs.h"

#if ZOUT_VECTOR_BYTES

// Within halves of vectors of four pairs, which is cheaper than across them
#	if ZOUT_VECTOR_BYTES == 32
#		define FIRST_OF_TWO 0, 4, 2, 6
#		define SECOND_OF_TWO 1, 5, 3, 7
#	else
#		define FIRST_OF_TWO 0, 2
#		define SECOND_OF_TWO 1, 3
#	endif

/// Each first of two pairs in a row, from either vector by turns, beside the other's; and each second one
static ALWAYS_INLINE void
swap_neighbours(const Pairs x, const Pairs y, Pairs* const first, Pairs* const second)
{
	*first  = (Pairs)__builtin_shufflevector((PairsBits)x, (PairsBits)y, FIRST_OF_TWO);
	*second = (Pairs)__builtin_shufflevector((PairsBits)x, (PairsBits)y, SECOND_OF_TWO);
}

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
