// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file clipping.h
 * The residual's second half: what clipping takes away. [audio]
 */

#ifndef ZOUT_CLIPPING_H
#define ZOUT_CLIPPING_H

#include "residual.h"

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
