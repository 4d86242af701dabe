// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file nearness.h
 * Whether the limiter has to look, where a limit may be near: what the amplifier tries to put out, and how far that is
 * from the clip level. [audio]
 */

#ifndef ZOUT_NEARNESS_H
#define ZOUT_NEARNESS_H

#include "residual.h"

/**
 * Whether the limiter has to look at the tile's frames.
 *
 * Completes the lines of what the amplifier tries to put out, and of the clip level, as far back as the limiter looks.
 */
ZOUT_REALTIME
bool
zout_nearness_look(ZoutResidual*      residual,
                   const ZoutKernels* kernels,
                   const ZoutTiming*  timing,
                   ZoutLines*         lines,
                   unsigned           n_frames);

#endif // ZOUT_NEARNESS_H
