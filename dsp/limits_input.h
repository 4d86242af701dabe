// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file limits_input.h
 * What limits look at: the voltage that is wanted and the current that it draws, relative to the clip level. [audio]
 */

#ifndef ZOUT_LIMITS_INPUT_H
#define ZOUT_LIMITS_INPUT_H

#include "residual.h"

/**
 * Gathers it for the next frames of all chains.
 *
 * @param parting Whether with loads that fade out and the limits that they had, for the chains that part.
 * @return Valid until the next call.
 */
ZOUT_REALTIME
ZoutLimitsInput
zout_limits_input(ZoutResidual*      residual,
                  const ZoutKernels* kernels,
                  const ZoutTiming*  timing,
                  const ZoutLines*   lines,
                  bool               parting,
                  unsigned           n_frames);

#endif // ZOUT_LIMITS_INPUT_H
