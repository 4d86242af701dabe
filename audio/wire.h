// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file wire.h
 * What `enabled` off means where audio is live. Pure logic.
 */

#ifndef ZOUT_AUDIO_WIRE_H
#define ZOUT_AUDIO_WIRE_H

#include "dsp/zout.h"

/**
 * Takes the amplifier out where `enabled` is off, and leaves volume and balance.
 *
 * A plugin passes its input by all of them: on somebody's head that would be as loud as the volume is low, and nothing
 * would limit the volume of a start.
 */
void
zout_wire_where_disabled(ZoutSettings* settings);

#endif // ZOUT_AUDIO_WIRE_H
