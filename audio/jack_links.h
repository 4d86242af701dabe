// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file jack_links.h
 * Connections of the JACK client: those that are wished for and those that people make. [setup]
 *
 * A wish is fulfilled again whenever its ports are there, unless somebody disconnected them by hand, which holds until
 * the other port, the server or the wishes change. What was made for a wish is cut when the wish is no more. What was
 * connected by hand is remembered while the other port or the server is away, and connected again when it comes back.
 * A wish that cannot be remembered, for want of memory or beyond ZOUT_MAX_LINKED connections, waits until it can.
 */

#ifndef ZOUT_AUDIO_JACK_LINKS_H
#define ZOUT_AUDIO_JACK_LINKS_H

#include "audio/jack_memory.h"
#include "audio/jack_wishes.h"

#include <jack/jack.h>
#include <stdbool.h>
#include <stdint.h>

/** Wishes and memory. */
typedef struct {
	ZoutJackWishes wishes;
	ZoutJackMemory memory;
} ZoutJackLinks;

/** How an update went. */
typedef struct {
	unsigned connections; ///< That our ports have now
	unsigned failed;      ///< That could not be made although both ports are there
	bool     early;       ///< The last changes may not have shown: look again
} ZoutLinkResult;

/** Takes other wishes, and owns them; memory stays, but for what was disconnected by hand. */
void
zout_jack_links_take(ZoutJackLinks* links, ZoutJackWishes wishes);

/** The server is gone: all connections are lost. */
void
zout_jack_links_lose(ZoutJackLinks* links);

/**
 * Cuts what is no more wished for, makes what is wanted and missing, and notes what others did.
 *
 * @param engine Is silent while a side of ours gets its first connection or loses one, and while an output of ours is
 *   connected to a port that nothing was connected to; fades in when all is done.
 * @param vanished Clients that have lost ports since the last time, by zout_jack_client_bit().
 */
ZoutLinkResult
zout_jack_links_update(ZoutJackLinks*     links,
                       jack_client_t*     client,
                       jack_port_t* const ports[ZOUT_N_PORTS],
                       ZoutEngine*        engine,
                       uint64_t           vanished);

/** Frees what the links own. */
void
zout_jack_links_clear(ZoutJackLinks* links);

#endif // ZOUT_AUDIO_JACK_LINKS_H
