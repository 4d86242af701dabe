// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file safe.h
 * Up to where neither input nor current comes near a limit: then nothing that is there for clipping needs to run.
 * [audio]
 */

#ifndef ZOUT_SAFE_H
#define ZOUT_SAFE_H

#include "residual.h"

/**
 * Input up to this magnitude brings no chain near its clip level, between samples too; below 0 if any may.
 *
 * It holds until settings change: whatever moves comes nearer to its target. Always below 0 while a clip level moves
 * relative to full scale, so that its whole way is seen.
 */
ZOUT_REALTIME
double
zout_safe_input(const ZoutResidual* residual, unsigned lanes);

/** Current up to this magnitude does not either, siemens: its harmonics may be large while the input is small. */
ZOUT_REALTIME
double
zout_safe_current(const ZoutResidual* residual, unsigned lanes);

#endif // ZOUT_SAFE_H
