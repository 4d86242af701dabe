// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/jack_client.h"

#include "audio/jack_client_process.h"
#include "audio/jack_close.h"
#include "audio/jack_join.h"
#include "audio/jack_leave.h"

#include <jack/midiport.h>
#include <stdlib.h>

struct ZoutJackClientImpl {
	jack_client_t*        client;
	ZoutJackClientProcess process; ///< The process thread's world
	unsigned              rate_hz; ///< When we came
	bool                  active;
	atomic_uint           rate_now_hz;
	atomic_uint           xruns;
	ZoutJackEnd           end; ///< Of the server
	ZoutJackLeave         leave;
};

static int
on_rate(const jack_nframes_t rate_hz, void* const arg)
{
	atomic_store(&((ZoutJackClient*)arg)->rate_now_hz, rate_hz);
	return 0;
}

static int
on_xrun(void* const arg)
{
	atomic_fetch_add(&((ZoutJackClient*)arg)->xruns, 1U);
	return 0;
}

static ZoutAudioStatus
connect_to_server(ZoutJackClient* const client,
                  const char* const     name,
                  const bool            inputs,
                  const bool            midi,
                  ZoutAudioError* const error)
{
	ZoutJackClientProcess* const p      = &client->process;
	ZoutAudioStatus              status = zout_jack_join_in_time(name, &client->client, &client->end, error);
	status = status ? status : zout_jack_add_pair(client->client, &client->end, JackPortIsOutput, p->out, error);
	if (!status && inputs) {
		status = zout_jack_add_pair(client->client, &client->end, JackPortIsInput, p->in, error);
	}
	if (!status && midi) {
		status = zout_jack_add_port(
			client->client, &client->end, "midi_in", JACK_DEFAULT_MIDI_TYPE, JackPortIsInput, &p->midi, error);
	}
	return status;
}

ZoutAudioStatus
zout_jack_client_open(const char* const      name,
                      const bool             inputs,
                      const bool             midi,
                      ZoutJackClient** const client,
                      ZoutAudioError* const  error)
{
	*client                 = NULL;
	ZoutJackClient* const c = (ZoutJackClient*)calloc(1, sizeof(ZoutJackClient));
	if (!c) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	const ZoutAudioStatus status = connect_to_server(c, name, inputs, midi, error);
	if (status) {
		zout_jack_client_free(c);
		return status;
	}

	c->process.client = c->client;
	c->rate_hz        = jack_get_sample_rate(c->client);
	atomic_init(&c->rate_now_hz, c->rate_hz);
	jack_set_process_callback(c->client, zout_jack_client_process, &c->process);
	jack_set_sample_rate_callback(c->client, on_rate, c);
	jack_set_xrun_callback(c->client, on_xrun, c);
	*client = c;
	return ZOUT_AUDIO_SUCCESS;
}

bool
zout_jack_client_free(ZoutJackClient* const client)
{
	if (client && client->client && !zout_jack_leave(&client->leave, client->client, &client->end)) {
		return false;
	}
	free(client);
	return true;
}

ZoutAudioStatus
zout_jack_client_start(ZoutJackClient* const client, const ZoutProcessor processor, ZoutAudioError* const error)
{
	client->process.processor = processor;
	client->active            = !zout_jack_activate(client->client, &client->end);
	return client->active ? ZOUT_AUDIO_SUCCESS
	                      : zout_audio_fail(error, ZOUT_AUDIO_FAILED, "the JACK server refused to start us");
}

bool
zout_jack_client_stop(ZoutJackClient* const client)
{
	const bool was_active = client->active;
	client->active        = false;
	return !was_active || zout_jack_leave_graph(&client->leave, client->client);
}

/// Connects both ports of one side to the first two physical ones, or both to the only one
static unsigned
connect_side(jack_client_t* const client, jack_port_t* const ports[2], const bool out)
{
	const unsigned long side   = JackPortIsPhysical | (out ? JackPortIsInput : JackPortIsOutput);
	const char** const  others = jack_get_ports(client, NULL, JACK_DEFAULT_AUDIO_TYPE, side);
	unsigned            made   = 0;
	for (unsigned i = 0; others && others[0] && ports[i % 2U] && i < 2; ++i) {
		const char* const other = others[i] && others[1] ? others[i] : others[0];
		made += zout_jack_link(client, ports[i], other);
	}
	jack_free(others);
	return made;
}

unsigned
zout_jack_client_connect_physical(ZoutJackClient* const client)
{
	return connect_side(client->client, client->process.in, false) +
	       connect_side(client->client, client->process.out, true);
}

bool
zout_jack_client_is_heard(const ZoutJackClient* const client)
{
	return jack_port_connected(client->process.out[0]) || jack_port_connected(client->process.out[1]);
}

unsigned
zout_jack_client_rate_hz(const ZoutJackClient* const client)
{
	return client->rate_hz;
}

unsigned
zout_jack_client_block_frames(const ZoutJackClient* const client)
{
	return jack_get_buffer_size(client->client);
}

unsigned
zout_jack_client_xruns(const ZoutJackClient* const client)
{
	return atomic_load(&client->xruns);
}

ZoutAudioStatus
zout_jack_client_check(const ZoutJackClient* const client, ZoutAudioError* const error)
{
	if (atomic_load(&client->end.gone)) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "the JACK server has ended");
	}
	const unsigned rate_hz = atomic_load(&client->rate_now_hz);
	return rate_hz == client->rate_hz ? ZOUT_AUDIO_SUCCESS
	                                  : zout_audio_fail(error,
	                                                    ZOUT_AUDIO_FAILED,
	                                                    "the JACK server changed its sample rate from %u to %u Hz",
	                                                    client->rate_hz,
	                                                    rate_hz);
}

bool
zout_jack_client_note(ZoutJackClient* const client, uint8_t* const note)
{
	ZoutJackClientProcess* const process = &client->process;
	const unsigned               taken   = atomic_load_explicit(&process->taken, memory_order_relaxed);
	if (taken == atomic_load_explicit(&process->written, memory_order_acquire)) {
		return false;
	}
	*note = process->note[taken % ZOUT_JACK_NOTES];
	atomic_store_explicit(&process->taken, taken + 1U, memory_order_release);
	return true;
}
