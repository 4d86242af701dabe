// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file bypass.h
 * Output that is not the amplifier's alone: the delayed input, a fade between the two, or a control on its way. [audio]
 */

#ifndef ZOUT_BYPASS_H
#define ZOUT_BYPASS_H

#include "model.h"

/** Writes the next `n_frames` frames of one chain and takes their peaks, while bypassed or while a control moves. */
ZOUT_REALTIME
void
zout_bypass_run(ZoutModel* self, unsigned chain, float* left, float* right, unsigned n_frames);

#endif // ZOUT_BYPASS_H
