// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What the measured plugins hear: pink noise and a sine, or silence after it. */

#ifndef BENCH_SIGNAL_H
#define BENCH_SIGNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RING_FRAMES      = 1 << 16,
	MAX_BLOCK_FRAMES = 8192,
};

/// A stereo loop; a block may start anywhere in it and does not wrap
typedef struct {
	float* playing[2]; ///< What blocks are read from, [RING_FRAMES + MAX_BLOCK_FRAMES]
	float* sound[2];   ///< The signal, copied to `playing` by signal_restart()
	double rms_dbfs;
} Signal;

/** Zeroed memory aligned for vectors; ends the program when there is none. */
void*
bench_calloc(size_t n, size_t size);

/** Pink noise plus 997 Hz with a peak of `peak_dbfs`. Ends the program when memory is short. */
void
signal_init(Signal* signal, double rate_hz, double peak_dbfs);

/** Plays the signal again, or silence. */
void
signal_play(Signal* signal, bool silent);

void
signal_free(Signal* signal);

#endif // BENCH_SIGNAL_H
