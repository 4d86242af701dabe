// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/jack_links.h"

#include "audio/clock.h"

#include <errno.h>
#include <time.h>

void
zout_jack_links_take(ZoutJackLinks* const links, const ZoutJackWishes wishes)
{
	zout_jack_wishes_clear(&links->wishes);
	links->wishes = wishes;
	zout_jack_memory_forgive(&links->memory);
}

void
zout_jack_links_lose(ZoutJackLinks* const links)
{
	zout_jack_memory_lose(&links->memory);
}

void
zout_jack_links_clear(ZoutJackLinks* const links)
{
	zout_jack_memory_clear(&links->memory);
	zout_jack_wishes_clear(&links->wishes);
}

typedef struct {
	ZoutJackLinks*      links;
	jack_client_t*      client;
	jack_port_t* const* ports;
	ZoutEngine*         engine;
	bool                silent; ///< The engine has faded out for it
	ZoutLinkResult      result;
} Update;

static bool
is_output(const ZoutPort port)
{
	return port == ZOUT_PORT_OUT_L || port == ZOUT_PORT_OUT_R;
}

/// Whether our inputs, or our outputs, have a connection
static bool
side_is_used(const Update* const update, const bool output)
{
	const ZoutPort left = output ? ZOUT_PORT_OUT_L : ZOUT_PORT_IN_L;
	return jack_port_connected(update->ports[left]) || jack_port_connected(update->ports[left + 1]);
}

/// Whether a port of others has a connection
static bool
is_used(const Update* const update, const char* const other)
{
	const jack_port_t* const port   = jack_port_by_name(update->client, other);
	const char** const       theirs = port ? jack_port_get_all_connections(update->client, port) : NULL;
	const bool               used   = theirs && theirs[0];
	jack_free(theirs);
	return used;
}

/// Fades out, and returns when silence has been put out or the server takes too long for it
static void
hush(Update* const update)
{
	static const unsigned patience_ms = 300;
	update->silent                    = true;
	zout_engine_fade_out(update->engine);
	for (unsigned ms = 0; ms < patience_ms && !zout_engine_is_silent(update->engine); ++ms) {
		const struct timespec wait = {0, 1000000};
		nanosleep(&wait, NULL);
	}
}

/// Connects one port of ours. Returns 0 if that is done, EEXIST if somebody else just has, or another code of JACK's
static int
join(Update* const update, const ZoutPort port, const char* const other)
{
	// The first connection of a side would begin in the midst of sound, with a step. So would any one to who hears
	// nothing yet, even if others hear us: somebody's meter is no reason to startle who puts on headphones
	const bool begins = !side_is_used(update, is_output(port)) || (is_output(port) && !is_used(update, other));
	if (!update->silent && begins) {
		hush(update);
	}
	const char* const name = jack_port_name(update->ports[port]);
	return is_output(port) ? jack_connect(update->client, name, other) : jack_connect(update->client, other, name);
}

/// Makes a connection that is wished for, if it was neither made nor cut before
static void
fulfil(Update* const update, const ZoutPort port, const char* const other, const ZoutWish wish)
{
	ZoutJackMemory* const memory = &update->links->memory;
	if (zout_jack_memory_find(memory, port, other)) {
		return;
	}
	// First: what cannot be remembered would be made again and again, even if somebody cuts it
	ZoutLinked* const linked = zout_jack_memory_remember(memory, port, other, ZOUT_LINK_LIVE);
	if (!linked) {
		return;
	}
	const int code = join(update, port, other);
	if (!code || code == EEXIST) {
		linked->wish    = code ? ZOUT_WISH_NONE : wish;
		linked->made_ms = zout_clock_ms();
		++update->result.connections;
	} else {
		zout_jack_memory_forget(memory, (unsigned)(linked - memory->linked));
		++update->result.failed;
	}
}

/// All ports that can be connected to a port of ours; freed by jack_free()
static const char**
candidates(const Update* const update, const ZoutPort port, const unsigned long flags)
{
	const unsigned long direction = is_output(port) ? JackPortIsInput : JackPortIsOutput;
	return jack_get_ports(update->client, NULL, JACK_DEFAULT_AUDIO_TYPE, flags | direction);
}

/// Connects to the first two physical ports, or both sides to the only one
static void
fulfil_physical(Update* const update)
{
	for (unsigned port = 0; port < ZOUT_N_PORTS; ++port) {
		const char** const others = candidates(update, (ZoutPort)port, JackPortIsPhysical);
		if (others && others[0]) {
			const bool second = port == ZOUT_PORT_IN_R || port == ZOUT_PORT_OUT_R;
			fulfil(update, (ZoutPort)port, second && others[1] ? others[1] : others[0], ZOUT_WISH_PHYSICAL);
		}
		jack_free(others);
	}
}

static void
fulfil_wishes(Update* const update)
{
	const ZoutJackWishes* const wishes = &update->links->wishes;
	for (unsigned wish = 0; wish < wishes->n; ++wish) {
		const ZoutPort     port   = wishes->port[wish];
		const char** const others = candidates(update, port, 0);
		for (unsigned i = 0; others && others[i]; ++i) {
			const jack_port_t* const other = jack_port_by_name(update->client, others[i]);
			// A feedback loop through ourselves is in nobody's mind
			if (!regexec(&wishes->pattern[wish], others[i], 0, NULL, 0) && other &&
			    !jack_port_is_mine(update->client, other)) {
				fulfil(update, port, others[i], ZOUT_WISH_PATTERN);
			}
		}
		jack_free(others);
	}
}

/// Whether a connection was made for a wish that is no more
static bool
is_unwished(const ZoutJackWishes* const wishes, const ZoutLinked* const linked)
{
	bool unwished = linked->wish == ZOUT_WISH_PATTERN || (linked->wish == ZOUT_WISH_PHYSICAL && !wishes->physical);
	for (unsigned i = 0; i < wishes->n && unwished; ++i) {
		unwished = wishes->port[i] != linked->port || regexec(&wishes->pattern[i], linked->other, 0, NULL, 0);
	}
	return unwished;
}

/// Cuts what was made for wishes that are no more, in silence, and forgets it
static void
cut_unwished(Update* const update)
{
	ZoutJackMemory* const memory = &update->links->memory;
	for (unsigned i = memory->n_linked; i--;) {
		const ZoutLinked* const linked = &memory->linked[i];
		if (!is_unwished(&update->links->wishes, linked)) {
			continue;
		}
		if (linked->state == ZOUT_LINK_LIVE) {
			if (!update->silent) {
				hush(update);
			}
			const char* const name = jack_port_name(update->ports[linked->port]);
			const bool        out  = is_output(linked->port);
			update->result.connections -=
				!jack_disconnect(update->client, out ? name : linked->other, out ? linked->other : name);
		}
		zout_jack_memory_forget(memory, i);
	}
}

/// Makes again what was lost
static void
restore(Update* const update)
{
	ZoutJackMemory* const memory = &update->links->memory;
	for (unsigned i = 0; i < memory->n_linked; ++i) {
		ZoutLinked* const linked = &memory->linked[i];
		if (linked->state == ZOUT_LINK_LOST && jack_port_by_name(update->client, linked->other)) {
			const int  code = join(update, linked->port, linked->other);
			const bool done = !code || code == EEXIST;
			linked->state   = done ? ZOUT_LINK_LIVE : ZOUT_LINK_LOST;
			linked->made_ms = done ? zout_clock_ms() : 0;
			update->result.connections += done;
			update->result.failed += !done;
		}
	}
}

ZoutLinkResult
zout_jack_links_update(ZoutJackLinks* const links,
                       jack_client_t* const client,
                       jack_port_t* const   ports[ZOUT_N_PORTS],
                       ZoutEngine* const    engine,
                       const uint64_t       vanished)
{
	Update update             = {.links = links, .client = client, .ports = ports, .engine = engine};
	update.result.connections = zout_jack_memory_note(&links->memory, client, ports, vanished);
	cut_unwished(&update);
	restore(&update);
	if (links->wishes.physical) {
		fulfil_physical(&update);
	}
	fulfil_wishes(&update);
	zout_engine_fade_in(engine);
	return update.result;
}
