// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_screen.h
 * A test on a terminal's screen, by keys.
 */

#ifndef ZOUT_CLI_ABX_SCREEN_H
#define ZOUT_CLI_ABX_SCREEN_H

#include "audio/status.h"
#include "cli/abx_test.h"

/** ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_BAD_INPUT if there is no terminal, or one that is too small or unknown. */
ZoutAudioStatus
zout_abx_screen_check(ZoutAudioError* error);

/** As zout_abx_plain(). The terminal is restored whatever happens. */
ZoutAudioStatus
zout_abx_screen(ZoutAbxTest* test, ZoutAudioError* error);

#endif // ZOUT_CLI_ABX_SCREEN_H
