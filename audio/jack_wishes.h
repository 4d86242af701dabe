// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file jack_wishes.h
 * Which connections the JACK client is to have, as expressions that other ports' names match. [setup]
 */

#ifndef ZOUT_AUDIO_JACK_WISHES_H
#define ZOUT_AUDIO_JACK_WISHES_H

#include "audio/backend.h"
#include "audio/status.h"

#include <regex.h>
#include <stdbool.h>

/** What connections are wanted. */
typedef struct {
	bool      physical;
	ZoutPort* port;    ///< [n], ours
	regex_t*  pattern; ///< [n], of the whole name of the others
	unsigned  n;
} ZoutJackWishes;

/**
 * Reads the wishes of a setup.
 *
 * @param wishes Receives them, to be freed with zout_jack_wishes_clear(); empty after a failure.
 * @return ZOUT_AUDIO_SUCCESS; ZOUT_AUDIO_BAD_INPUT for a bad expression; ZOUT_AUDIO_FAILED without memory.
 */
ZoutAudioStatus
zout_jack_wishes_read(ZoutJackWishes* wishes, const ZoutBackendSetup* setup, ZoutAudioError* error);

/** Frees and empties. */
void
zout_jack_wishes_clear(ZoutJackWishes* wishes);

#endif // ZOUT_AUDIO_JACK_WISHES_H
