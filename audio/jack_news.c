// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What JACK's own threads tell the client: noted, and handed on by waking ours. */

#include "audio/jack_internal.h"
#include "audio/wake.h"

void
zout_jack_wake(void* const jack)
{
	zout_wake_post(((const ZoutJack*)jack)->event_fd);
}

static int
on_rate(const jack_nframes_t rate_hz, void* const arg)
{
	ZoutJack* const jack = (ZoutJack*)arg;
	atomic_store(&jack->wanted_rate_hz, rate_hz);
	zout_jack_wake(jack);
	return 0;
}

static int
on_block(const jack_nframes_t frames, void* const arg)
{
	(void)frames; // processing takes any number; only what is told about us changes
	zout_jack_wake(arg);
	return 0;
}

static int
on_xrun(void* const arg)
{
	atomic_fetch_add(&((ZoutJack*)arg)->xruns, 1U);
	return 0;
}

static void
on_freewheel(const int starting, void* const arg)
{
	ZoutJack* const jack = (ZoutJack*)arg;
	atomic_store(&jack->process.freewheeling, starting != 0);
	zout_jack_wake(jack);
}

/// Ports or connections have come or gone. JACK's threads, one of which began in jack_client_open(): see on_latency()
static void
note_change(ZoutJack* const jack)
{
	if (atomic_load(&jack->opened)) {
		atomic_store(&jack->changed_frame, jack_last_frame_time(jack->client));
	}
	atomic_store(&jack->links_changed, true);
	zout_jack_wake(jack);
}

/// The client of a port that goes, or all of them if that cannot be told. libjack knows its name until another port
/// takes its place
static uint64_t
client_of(const ZoutJack* const jack, const jack_port_id_t port)
{
	const jack_port_t* const gone = atomic_load(&jack->opened) ? jack_port_by_id(jack->client, port) : NULL;
	return zout_jack_client_bit(gone ? jack_port_name(gone) : NULL);
}

static void
on_port(const jack_port_id_t port, const int registered, void* const arg)
{
	ZoutJack* const jack = (ZoutJack*)arg;
	if (!registered) {
		atomic_fetch_or(&jack->vanished, client_of(jack, port));
	}
	note_change(jack);
}

static void
on_connect(const jack_port_id_t a, const jack_port_id_t b, const int connected, void* const arg)
{
	(void)a;
	(void)b;
	(void)connected;
	note_change((ZoutJack*)arg);
}

/// Tells one side of the client the latency of the other side, plus its own
static void
on_latency(const jack_latency_callback_mode_t mode, void* const arg)
{
	ZoutJack* const jack = (ZoutJack*)arg;
	// This thread is older than our ports: it began in jack_client_open()
	if (!atomic_load(&jack->opened)) {
		return;
	}
	const jack_nframes_t own     = atomic_load(&jack->latency_frames);
	jack_port_t* const*  known   = mode == JackCaptureLatency ? jack->process.in : jack->process.out;
	jack_port_t* const*  unknown = mode == JackCaptureLatency ? jack->process.out : jack->process.in;
	jack_latency_range_t range   = {0, 0};
	for (unsigned i = 0; i < 2; ++i) {
		jack_latency_range_t side = {0, 0};
		jack_port_get_latency_range(known[i], mode, &side);
		range.min = i && range.min < side.min ? range.min : side.min;
		range.max = range.max > side.max ? range.max : side.max;
	}
	range.min += own;
	range.max += own;
	jack_port_set_latency_range(unknown[0], mode, &range);
	jack_port_set_latency_range(unknown[1], mode, &range);
}

void
zout_jack_listen(ZoutJack* const jack)
{
	jack_set_process_callback(jack->client, zout_jack_process, &jack->process);
	jack_set_sample_rate_callback(jack->client, on_rate, jack);
	jack_set_buffer_size_callback(jack->client, on_block, jack);
	jack_set_xrun_callback(jack->client, on_xrun, jack);
	jack_set_freewheel_callback(jack->client, on_freewheel, jack);
	jack_set_port_registration_callback(jack->client, on_port, jack);
	jack_set_port_connect_callback(jack->client, on_connect, jack);
	jack_set_latency_callback(jack->client, on_latency, jack);
}
