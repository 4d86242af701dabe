// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_plain.h
 * A test by lines of text: one command per line in, one event per line out. Described in zout-abx(1).
 */

#ifndef ZOUT_CLI_ABX_PLAIN_H
#define ZOUT_CLI_ABX_PLAIN_H

#include "audio/status.h"
#include "cli/abx_test.h"

/**
 * Leads through a prepared test until it is finished or aborted.
 *
 * @return ZOUT_AUDIO_SUCCESS if the session was finished; ZOUT_AUDIO_STOPPED if it was aborted by the listener, by the
 *   end of the input or by a signal; else what went wrong. A session that ran is closed.
 */
ZoutAudioStatus
zout_abx_plain(ZoutAbxTest* test, ZoutAudioError* error);

#endif // ZOUT_CLI_ABX_PLAIN_H
