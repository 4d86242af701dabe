// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Input for what counts instructions: the same on every run and every machine. */

#ifndef BENCH_NOISE_H
#define BENCH_NOISE_H

#include <stddef.h>

/** Writes `n_frames` frames of white noise with a peak of -18 dBFS. */
void
noise_fill(float* left, float* right, size_t n_frames);

#endif // BENCH_NOISE_H
