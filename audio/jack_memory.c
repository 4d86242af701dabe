// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/jack_memory.h"

#include "audio/clock.h"

#include <stdlib.h>
#include <string.h>

uint64_t
zout_jack_client_bit(const char* const port)
{
	static const uint32_t basis = 2166136261U, prime = 16777619U; // FNV-1a
	if (!port) {
		return UINT64_MAX;
	}
	uint32_t hash = basis;
	for (const char* c = port; *c && *c != ':'; ++c) {
		hash = (hash ^ (uint8_t)*c) * prime;
	}
	return UINT64_C(1) << (hash % 64U);
}

void
zout_jack_memory_forget(ZoutJackMemory* const memory, const unsigned index)
{
	free(memory->linked[index].other);
	memory->linked[index] = memory->linked[--memory->n_linked];
}

void
zout_jack_memory_forgive(ZoutJackMemory* const memory)
{
	for (unsigned i = memory->n_linked; i--;) {
		if (memory->linked[i].state == ZOUT_LINK_DISMISSED) {
			zout_jack_memory_forget(memory, i);
		}
	}
}

void
zout_jack_memory_lose(ZoutJackMemory* const memory)
{
	zout_jack_memory_forgive(memory);
	for (unsigned i = 0; i < memory->n_linked; ++i) {
		memory->linked[i].state = ZOUT_LINK_LOST;
	}
}

void
zout_jack_memory_clear(ZoutJackMemory* const memory)
{
	while (memory->n_linked) {
		zout_jack_memory_forget(memory, memory->n_linked - 1U);
	}
}

ZoutLinked*
zout_jack_memory_find(ZoutJackMemory* const memory, const ZoutPort port, const char* const other)
{
	for (unsigned i = 0; i < memory->n_linked; ++i) {
		if (memory->linked[i].port == port && !strcmp(memory->linked[i].other, other)) {
			return &memory->linked[i];
		}
	}
	return NULL;
}

/// Makes room in a full memory at the cost of a port that has gone, perhaps for ever, with a wish for it or without
static void
make_room(ZoutJackMemory* const memory, const bool wished)
{
	for (unsigned i = 0; i < memory->n_linked && memory->n_linked == ZOUT_MAX_LINKED; ++i) {
		const ZoutLinked* const linked = &memory->linked[i];
		if (linked->state == ZOUT_LINK_LOST && (linked->wish != ZOUT_WISH_NONE) == wished) {
			zout_jack_memory_forget(memory, i);
		}
	}
}

ZoutLinked*
zout_jack_memory_remember(ZoutJackMemory* const memory,
                          const ZoutPort        port,
                          const char* const     other,
                          const ZoutLinkState   state)
{
	// A wish finds its port again without memory, but what somebody has connected by hand would not come back
	make_room(memory, true);
	make_room(memory, false);
	char* const copy = memory->n_linked < ZOUT_MAX_LINKED ? strdup(other) : NULL;
	if (!copy) {
		return NULL;
	}
	ZoutLinked* const linked = &memory->linked[memory->n_linked++];
	linked->port             = port;
	linked->state            = state;
	linked->wish             = ZOUT_WISH_NONE;
	linked->made_ms          = 0;
	linked->other            = copy;
	return linked;
}

/// Notes the connections that there are; returns their number
static unsigned
note_present(ZoutJackMemory* const memory, jack_client_t* const client, jack_port_t* const ports[ZOUT_N_PORTS])
{
	unsigned number = 0;
	for (unsigned port = 0; port < ZOUT_N_PORTS; ++port) {
		const char** const others = jack_port_get_all_connections(client, ports[port]);
		for (unsigned i = 0; others && others[i]; ++i) {
			ZoutLinked* const linked = zout_jack_memory_find(memory, (ZoutPort)port, others[i]);
			if (linked) {
				linked->state   = ZOUT_LINK_LIVE;
				linked->made_ms = 0;
			} else {
				zout_jack_memory_remember(memory, (ZoutPort)port, others[i], ZOUT_LINK_LIVE);
			}
			++number;
		}
		jack_free(others);
	}
	return number;
}

/// Whether anything is connected to the client that a port belongs to
static bool
client_is_used(const ZoutJackMemory* const memory, const char* const port)
{
	const size_t length = strcspn(port, ":") + 1U;
	bool         used   = false;
	for (unsigned i = 0; i < memory->n_linked; ++i) {
		used = used || (memory->linked[i].state == ZOUT_LINK_LIVE && !strncmp(memory->linked[i].other, port, length));
	}
	return used;
}

/// Whether the client at the other end may have lost ports, and so be about to end
static bool
has_lost_ports(const uint64_t vanished, const ZoutLinked* const linked)
{
	return (vanished & zout_jack_client_bit(linked->other)) != 0;
}

/// Decides why connections are missing: their ports have gone, or somebody cut them
static void
note_missing(ZoutJackMemory* const memory,
             jack_client_t* const  client,
             jack_port_t* const    ports[ZOUT_N_PORTS],
             const uint64_t        vanished)
{
	// A client that ends is disconnected first and loses its ports then. On a busy machine that takes a while, in which
	// everything looks as if it were cut by hand.
	static const int64_t end_ms = 2000;
	// And a slow server does not show for a while what we have just connected
	static const int64_t show_ms = 2000;

	const int64_t now = zout_clock_ms();
	for (unsigned i = 0; i < memory->n_linked; ++i) {
		ZoutLinked* const linked = &memory->linked[i];
		if (linked->state == ZOUT_LINK_LIVE && !jack_port_connected_to(ports[linked->port], linked->other)) {
			const bool there = jack_port_by_name(client, linked->other) != NULL;
			const bool ends  = has_lost_ports(vanished, linked);
			const bool early = linked->made_ms && now - linked->made_ms < show_ms;
			if (there && !ends && early) {
				continue;
			}
			linked->state        = there && !ends ? ZOUT_LINK_DISMISSED : ZOUT_LINK_LOST;
			linked->dismissed_ms = now;
		}
	}
	for (unsigned i = memory->n_linked; i--;) {
		ZoutLinked* const linked = &memory->linked[i];
		if (linked->state != ZOUT_LINK_DISMISSED) {
			continue;
		}
		if (has_lost_ports(vanished, linked) && now - linked->dismissed_ms < end_ms &&
		    !client_is_used(memory, linked->other)) {
			linked->state = ZOUT_LINK_LOST;
		} else if (!jack_port_by_name(client, linked->other)) {
			zout_jack_memory_forget(memory, i);
		}
	}
}

unsigned
zout_jack_memory_note(ZoutJackMemory* const memory,
                      jack_client_t* const  client,
                      jack_port_t* const    ports[ZOUT_N_PORTS],
                      const uint64_t        vanished)
{
	const unsigned number = note_present(memory, client, ports);
	note_missing(memory, client, ports, vanished);
	return number;
}
