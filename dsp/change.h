// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file change.h
 * How changed settings come into force. [audio]
 *
 * What nothing may delay is taken at once. Amplifier and headphone are taken as one: if that changes the load, all of
 * it waits until the new load is designed.
 */

#ifndef ZOUT_CHANGE_H
#define ZOUT_CHANGE_H

#include "model.h"

/** Takes the changed settings that nothing may delay: volume, balance, and whether the amplifier is in use. */
ZOUT_REALTIME
void
zout_change_take_settings(ZoutModel* self);

/**
 * Takes the settings of amplifier and headphone, as one: if the load changes, all of them wait for its design.
 *
 * Apart they could be louder on the way than at either end: a change of the output mode moves the load's scale and the
 * gain behind it in opposite directions.
 */
ZOUT_REALTIME
void
zout_change_take_drives(ZoutModel* self);

/** Changes over to the load that is now designed, and to what waited for it. */
ZOUT_REALTIME
void
zout_change_take_load(ZoutModel* self);

#endif // ZOUT_CHANGE_H
