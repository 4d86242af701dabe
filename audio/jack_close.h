// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file jack_close.h
 * How clients end, also when their server has.
 */

#ifndef ZOUT_AUDIO_JACK_CLOSE_H
#define ZOUT_AUDIO_JACK_CLOSE_H

#include <jack/jack.h>
#include <stdbool.h>

/**
 * Ends a client. Waits for a moment if its server has gone. [setup]
 *
 * @param gone Whether JACK has told the client that the server has ended.
 */
void
zout_jack_close(jack_client_t* client, bool gone);

#endif // ZOUT_AUDIO_JACK_CLOSE_H
