// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file clipping.h
 * The residual's second half: when to look for clipping, and what it takes away. [audio]
 */

#ifndef ZOUT_CLIPPING_H
#define ZOUT_CLIPPING_H

#include "residual.h"

/**
 * Input up to this magnitude brings no chain near its clip level, between samples too; below 0 if any may.
 *
 * It holds until settings change: whatever moves comes nearer to its target. Always below 0 while a clip level moves
 * relative to full scale, so that its whole way is seen.
 */
ZOUT_REALTIME
double
zout_clipping_safe_input(const ZoutResidual* residual, unsigned lanes);

/** Current up to this magnitude does not either, siemens: its harmonics may be large while the input is small. */
ZOUT_REALTIME
double
zout_clipping_safe_current(const ZoutResidual* residual, unsigned lanes);

/** Keeps the clip level of this tile's first frame, at which the frames before it were at rest. */
ZOUT_REALTIME
void
zout_clipping_hold(ZoutResidual* residual, unsigned lanes);

/**
 * Clips what the amplifier wants to put out, and keeps what that takes away.
 *
 * @param loud Whether a limit may be near; else nothing is clipped.
 */
ZOUT_REALTIME
void
zout_clipping_run(ZoutResidual*      residual,
                  const ZoutKernels* kernels,
                  const ZoutTiming*  timing,
                  ZoutLines*         lines,
                  unsigned           n_frames,
                  bool               loud);

#endif // ZOUT_CLIPPING_H
