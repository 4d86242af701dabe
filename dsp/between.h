// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file between.h
 * What lies between the frames: odd phases of the input and of the current it draws, at twice the rate. [audio]
 */

#ifndef ZOUT_BETWEEN_H
#define ZOUT_BETWEEN_H

#include "residual.h"

/** Designs the interpolations. [setup] */
void
zout_between_init(ZoutResidual* residual, const ZoutTiming* timing, double rate_hz);

/**
 * Completes the odd phases up to the tile's newest frame that can be known, as far as somebody asks for them: harmonics
 * made at twice the rate, and limits. They are kept for the limiter from the first loud frame on, and as
 * far back as it looks.
 *
 * @param loud Whether anything may come near the clip level.
 */
ZOUT_REALTIME
void
zout_between_run(ZoutResidual*      residual,
                 const ZoutKernels* kernels,
                 const ZoutTiming*  timing,
                 ZoutLines*         lines,
                 unsigned           n_frames,
                 bool               loud);

#endif // ZOUT_BETWEEN_H
