// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file jack_leave.h
 * How clients leave a server that may hang: it answers late then, or never. For those that wait for the end themselves.
 */

#ifndef ZOUT_AUDIO_JACK_LEAVE_H
#define ZOUT_AUDIO_JACK_LEAVE_H

#include "audio/jack_close.h"
#include "audio/worker.h"

/** A client that leaves. Zero before use. */
typedef struct {
	jack_client_t*     client;
	const ZoutJackEnd* end; ///< NULL to stay a client
	ZoutWorker         worker;
	bool               hangs;
} ZoutJackLeave;

/**
 * Has the server call a client no more, as jack_deactivate(). [setup]
 *
 * @return False if the server hangs: then its thread and ours still use all that is the client's, which must stay.
 */
bool
zout_jack_leave_graph(ZoutJackLeave* leave, jack_client_t* client);

/** Ends a client, as zout_jack_close(). Returns as zout_jack_leave_graph(), at once if that was in vain. [setup] */
bool
zout_jack_leave(ZoutJackLeave* leave, jack_client_t* client, const ZoutJackEnd* end);

#endif // ZOUT_AUDIO_JACK_LEAVE_H
