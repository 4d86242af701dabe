// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file loop_ring.h
 * Recorded frames on their way out of the process thread, so that neither side ever waits.
 *
 * The process thread writes, one other thread reads. libjack has such a ring, but up to jackd 1.9.21 nothing in it
 * keeps the count of samples from being seen before the samples, where the processor is not an x86.
 */

#ifndef ZOUT_AUDIO_LOOP_RING_H
#define ZOUT_AUDIO_LOOP_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct {
	float*        samples;  ///< [2 * n_frames], left and right in turn
	size_t        n_frames; ///< Room, a power of two
	atomic_size_t written;  ///< Frames put in, counted on
	atomic_size_t taken;    ///< Frames taken out, counted on
} ZoutLoopRing;

/** Makes it empty, before anybody uses it. `samples` [2 * n_frames] stays the caller's; `n_frames` is a power of two.
 */
static inline void
zout_loop_ring_init(ZoutLoopRing* const ring, float* const samples, const size_t n_frames)
{
	ring->samples  = samples;
	ring->n_frames = n_frames;
	atomic_init(&ring->written, 0U);
	atomic_init(&ring->taken, 0U);
}

/** Puts `n` frames in, or none and returns false if there is no room for all. [audio] */
static inline bool
zout_loop_ring_write(ZoutLoopRing* const ring, const float* const left, const float* const right, const size_t n)
{
	const size_t written = atomic_load_explicit(&ring->written, memory_order_relaxed);
	const size_t taken   = atomic_load_explicit(&ring->taken, memory_order_acquire); // what was read there may go
	if (ring->n_frames - (written - taken) < n) {
		return false;
	}
	for (size_t i = 0; i < n; ++i) {
		float* const frame = ring->samples + 2U * ((written + i) & (ring->n_frames - 1U));
		frame[0]           = left[i];
		frame[1]           = right[i];
	}
	atomic_store_explicit(&ring->written, written + n, memory_order_release);
	return true;
}

/** Takes one frame out, left and right; false if there is none. The reader's thread. */
static inline bool
zout_loop_ring_read(ZoutLoopRing* const ring, float frame[2])
{
	const size_t taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
	if (taken == atomic_load_explicit(&ring->written, memory_order_acquire)) {
		return false;
	}
	const float* const oldest = ring->samples + 2U * (taken & (ring->n_frames - 1U));
	frame[0]                  = oldest[0];
	frame[1]                  = oldest[1];
	atomic_store_explicit(&ring->taken, taken + 1U, memory_order_release);
	return true;
}

/** Forgets what has been put in. The reader's thread. */
static inline void
zout_loop_ring_clear(ZoutLoopRing* const ring)
{
	atomic_store_explicit(
		&ring->taken, atomic_load_explicit(&ring->written, memory_order_acquire), memory_order_release);
}

#endif // ZOUT_AUDIO_LOOP_RING_H
