// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file jack_memory.h
 * Which connections the ports of the JACK client have, had, and are not to have. [setup]
 */

#ifndef ZOUT_AUDIO_JACK_MEMORY_H
#define ZOUT_AUDIO_JACK_MEMORY_H

#include "audio/jack_wishes.h"

#include <jack/jack.h>
#include <stdbool.h>
#include <stdint.h>

enum { ZOUT_MAX_LINKED = 256 }; ///< Connections that are remembered

typedef enum {
	ZOUT_LINK_LIVE,      ///< Connected
	ZOUT_LINK_LOST,      ///< To be connected again when the other port is there
	ZOUT_LINK_DISMISSED, ///< Wished for, but disconnected by hand
} ZoutLinkState;

/** For what we have made a connection. */
typedef enum {
	ZOUT_WISH_NONE, ///< Somebody else has
	ZOUT_WISH_PATTERN,
	ZOUT_WISH_PHYSICAL,
} ZoutWish;

/** A connection of one of our ports. */
typedef struct {
	ZoutPort      port;
	ZoutLinkState state;
	ZoutWish      wish;
	char*         other;        ///< Full name of the other port
	int64_t       dismissed_ms; ///< When that was noted, monotonic
	int64_t       made_ms;      ///< When we made it, monotonic; 0 if it has shown since or others made it
} ZoutLinked;

typedef struct {
	ZoutLinked linked[ZOUT_MAX_LINKED];
	unsigned   n_linked;
} ZoutJackMemory;

/** The client of a port, as a bit in a set of clients: others may have the same one. All bits if the name is NULL.
 * Never waits. */
uint64_t
zout_jack_client_bit(const char* port);

/** The connection of a port of ours to another, NULL if it is unknown. */
ZoutLinked*
zout_jack_memory_find(ZoutJackMemory* memory, ZoutPort port, const char* other);

/** Adds a connection, at the cost of one whose port has gone if there is no room: rather of one that is wished for,
 * which needs no memory to be made again. NULL if there is none all the same. */
ZoutLinked*
zout_jack_memory_remember(ZoutJackMemory* memory, ZoutPort port, const char* other, ZoutLinkState state);

/** Forgets one; another one takes its place. */
void
zout_jack_memory_forget(ZoutJackMemory* memory, unsigned index);

/**
 * Notes the connections that there are, and why others are missing: their ports have gone, or somebody cut them.
 *
 * @param vanished Clients that have lost ports since the last time, by zout_jack_client_bit().
 * @return How many connections there are.
 */
unsigned
zout_jack_memory_note(ZoutJackMemory*    memory,
                      jack_client_t*     client,
                      jack_port_t* const ports[ZOUT_N_PORTS],
                      uint64_t           vanished);

/** Forgets what was disconnected by hand. */
void
zout_jack_memory_forgive(ZoutJackMemory* memory);

/** The server is gone: all connections are lost, but for what was disconnected by hand, which is forgotten. */
void
zout_jack_memory_lose(ZoutJackMemory* memory);

/** Forgets all, and frees it. */
void
zout_jack_memory_clear(ZoutJackMemory* memory);

#endif // ZOUT_AUDIO_JACK_MEMORY_H
