// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "tests/jack/fake.h"

#include <errno.h>
#include <jack/statistics.h>
#include <math.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

FakeJack fake;

/// Ports 0 and 1 are our inputs, 2 and 3 our outputs; 4 is a sink, 5 a source
static const char* const port_names[FAKE_PORTS] =
	{"own:in_l", "own:in_r", "own:out_l", "own:out_r", "hw:play", "hw:record"};

static unsigned
index_of(const jack_port_t* const port)
{
	return (unsigned)((uintptr_t)port - 1U);
}

static jack_port_t*
port_of(const unsigned index)
{
	return (jack_port_t*)(uintptr_t)(index + 1U);
}

jack_client_t*
jack_client_open(const char* const name, const jack_options_t options, jack_status_t* const status, ...)
{
	(void)name;
	(void)options;
	(void)status;
	return (jack_client_t*)&fake;
}

int
jack_client_close(jack_client_t* const client)
{
	(void)client;
	if (atomic_exchange(&fake.running, false)) {
		pthread_join(fake.thread, NULL);
	}
	if (fake.ending) {
		fake.rushed = !atomic_load(&fake.hearing_done);
		pthread_join(fake.hearing, NULL);
	}
	return 0;
}

void
jack_set_error_function(void (*const function)(const char*))
{
	(void)function;
}

void
jack_set_info_function(void (*const function)(const char*))
{
	(void)function;
}

/// Tells of the end of the server between other things, each of which takes a while
static void*
hear(void* const arg)
{
	(void)arg;
	const struct timespec wait = {0, 100000000};
	nanosleep(&wait, NULL);
	fake.untold = !fake.shutdown;
	if (fake.shutdown) {
		fake.shutdown(fake.shutdown_arg);
	}
	nanosleep(&wait, NULL);
	atomic_store(&fake.hearing_done, true);
	return NULL;
}

jack_port_t*
jack_port_register(jack_client_t* const client,
                   const char* const    name,
                   const char* const    type,
                   const unsigned long  flags,
                   const unsigned long  size)
{
	(void)client;
	(void)type;
	(void)flags;
	(void)size;
	if (fake.ending) {
		pthread_create(&fake.hearing, NULL, hear, NULL);
		return NULL;
	}
	for (unsigned i = 0; i < 4; ++i) {
		if (!strcmp(port_names[i] + strlen("own:"), name)) {
			return port_of(i);
		}
	}
	return NULL;
}

jack_nframes_t
jack_get_sample_rate(jack_client_t* const client)
{
	(void)client;
	return FAKE_RATE_HZ;
}

jack_nframes_t
jack_get_buffer_size(jack_client_t* const client)
{
	(void)client;
	return FAKE_BLOCK;
}

int
jack_set_process_callback(jack_client_t* const client, const JackProcessCallback callback, void* const arg)
{
	(void)client;
	fake.process     = callback;
	fake.process_arg = arg;
	return 0;
}

int
jack_set_xrun_callback(jack_client_t* const client, const JackXRunCallback callback, void* const arg)
{
	(void)client;
	(void)callback;
	(void)arg;
	return 0;
}

int
jack_set_sample_rate_callback(jack_client_t* const client, const JackSampleRateCallback callback, void* const arg)
{
	(void)client;
	(void)callback;
	(void)arg;
	return 0;
}

void
jack_on_shutdown(jack_client_t* const client, const JackShutdownCallback callback, void* const arg)
{
	(void)client;
	fake.shutdown     = callback;
	fake.shutdown_arg = arg;
}

int
jack_port_connected(const jack_port_t* const port)
{
	(void)port;
	return atomic_load(&fake.connected);
}

const char**
jack_get_ports(jack_client_t* const client, const char* const name, const char* const type, const unsigned long flags)
{
	(void)client;
	(void)name;
	(void)type;
	(void)flags;
	return NULL;
}

void
jack_free(void* const pointer)
{
	free(pointer);
}

jack_port_t*
jack_port_by_name(jack_client_t* const client, const char* const name)
{
	(void)client;
	return !strcmp(name, port_names[4]) ? port_of(4) : !strcmp(name, port_names[5]) ? port_of(5) : NULL;
}

int
jack_port_flags(const jack_port_t* const port)
{
	return index_of(port) < 2 || index_of(port) == 4 ? JackPortIsInput : JackPortIsOutput;
}

const char*
jack_port_name(const jack_port_t* const port)
{
	return port_names[index_of(port)];
}

int
jack_connect(jack_client_t* const client, const char* const source, const char* const sink)
{
	(void)client;
	(void)source;
	(void)sink;
	atomic_store(&fake.connected, true);
	return fake.late ? EEXIST : 0;
}

void
jack_on_info_shutdown(jack_client_t* const client, const JackInfoShutdownCallback callback, void* const arg)
{
	(void)client;
	(void)callback;
	(void)arg;
}

jack_native_thread_t
jack_client_thread_id(jack_client_t* const client)
{
	(void)client;
	return fake.thread;
}

float
jack_get_xrun_delayed_usecs(jack_client_t* const client)
{
	(void)client;
	return 0.0F;
}

jack_nframes_t
jack_last_frame_time(const jack_client_t* const client)
{
	(void)client;
	return fake.time;
}

void*
jack_port_get_buffer(jack_port_t* const port, const jack_nframes_t frames)
{
	(void)frames;
	return fake.buffer[index_of(port)];
}

/// Sends what was played back after FAKE_DELAY frames, and looks at it
static void
lead_back(void)
{
	for (unsigned c = 0; c < 2; ++c) {
		float both[FAKE_DELAY + FAKE_BLOCK];
		memcpy(both, fake.line[c], sizeof(fake.line[c]));
		memcpy(both + FAKE_DELAY, fake.buffer[2U + c], sizeof(fake.buffer[0]));
		memcpy(fake.line[c], both + FAKE_BLOCK, sizeof(fake.line[c]));
		// What goes in during a block is known before its end only as far as it is late: here from the block before
		memcpy(fake.buffer[c], both, sizeof(fake.buffer[0]));
	}
	for (unsigned i = 0; i < FAKE_BLOCK; ++i) {
		const float x = fake.buffer[2][i];
		fake.resumed  = fake.skipped ? fmaxf(fake.resumed, fabsf(x)) : fake.resumed;
		fake.steepest = fake.skipped ? fake.steepest : fmaxf(fake.steepest, fabsf(x - fake.last));
		fake.skipped  = false;
		fake.landings += x <= 0.0F && fake.last > 0.0F;
		fake.last = x;
	}
}

static void*
run_server(void* const arg)
{
	(void)arg;
	for (unsigned cycle = 1; atomic_load(&fake.running); ++cycle) {
		const unsigned every = atomic_load(&fake.skip_every);
		if (every && cycle % every == 0 && atomic_load(&fake.skips_left)) {
			atomic_fetch_sub(&fake.skips_left, 1U);
			fake.time += FAKE_BLOCK;
			fake.skipped = true;
		}
		fake.process(FAKE_BLOCK, fake.process_arg);
		fake.time += FAKE_BLOCK;
		lead_back();
		sched_yield();
	}
	return NULL;
}

int
jack_activate(jack_client_t* const client)
{
	(void)client;
	atomic_store(&fake.running, true);
	return pthread_create(&fake.thread, NULL, run_server, NULL);
}
