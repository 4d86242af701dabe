// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file jack_realtime.h
 * What JACK's documentation lets a process callback call, in terms that the compiler checks.
 */

#ifndef ZOUT_AUDIO_JACK_REALTIME_H
#define ZOUT_AUDIO_JACK_REALTIME_H

#include "dsp/attributes.h"

#include <jack/jack.h>
#include <jack/midiport.h>
#include <jack/statistics.h>

#ifdef ZOUT_HAS_EFFECTS
ZOUT_REALTIME
void*
jack_port_get_buffer(jack_port_t* port, jack_nframes_t frames);

ZOUT_REALTIME
jack_nframes_t
jack_last_frame_time(const jack_client_t* client);

// Not so documented, but a look at shared memory in jackd 1 and 2 and in PipeWire
ZOUT_REALTIME
float
jack_get_xrun_delayed_usecs(jack_client_t* client);

ZOUT_REALTIME
uint32_t
jack_midi_get_event_count(void* buffer);

ZOUT_REALTIME
int
jack_midi_event_get(jack_midi_event_t* event, void* buffer, uint32_t index);
#endif

#endif // ZOUT_AUDIO_JACK_REALTIME_H
