// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/jack_connect.h"

#include "audio/jack.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/// Connects both ports of one side to the first two of `others`, or both to its only one
static unsigned
connect_side(jack_client_t* const client, jack_port_t* const ports[2], const char** const others, const bool out)
{
	unsigned made = 0;
	for (unsigned i = 0; others && others[0] && i < 2; ++i) {
		const char* const other = others[i] && others[1] ? others[i] : others[0];
		const char* const own   = jack_port_name(ports[i]);
		made += !jack_connect(client, out ? own : other, out ? other : own);
	}
	return made;
}

unsigned
zout_jack_connect_ports(jack_client_t* const client, jack_port_t* const in[2], jack_port_t* const out[2])
{
	const unsigned long physical = JackPortIsPhysical;
	const char** const  sources  = jack_get_ports(client, NULL, JACK_DEFAULT_AUDIO_TYPE, physical | JackPortIsOutput);
	const char** const  sinks    = jack_get_ports(client, NULL, JACK_DEFAULT_AUDIO_TYPE, physical | JackPortIsInput);
	const unsigned      made     = connect_side(client, in, sources, false) + connect_side(client, out, sinks, true);
	jack_free(sources);
	jack_free(sinks);
	return made;
}

unsigned
zout_jack_name_limit(const char* const name)
{
	const size_t limit = (size_t)jack_client_name_size() - 1U;
	return *name && strlen(name) <= limit && !strchr(name, ':') ? 0U : (unsigned)limit;
}
