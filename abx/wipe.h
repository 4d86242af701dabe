// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file wipe.h
 * Secrets are taken out of memory when they are no longer needed. [audio]
 */

#ifndef ZOUT_ABX_WIPE_H
#define ZOUT_ABX_WIPE_H

#include "dsp/attributes.h"

#include <stddef.h>

/** Sets bytes [n_bytes] to zero. Unlike memset() it is never left out because nobody reads them again. */
ZOUT_REALTIME
void
zout_abx_wipe(void* bytes, size_t n_bytes);

#endif // ZOUT_ABX_WIPE_H
