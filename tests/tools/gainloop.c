// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* A JACK client that does next to nothing for as long as another one works: it shows what the machine does to a
 * process callback, whoever it belongs to.
 *
 *   gainloop NAME
 *
 * Has the ports in_l, in_r, out_l and out_r, which others connect, and prints "ready". What comes in goes out, times a
 * gain of 1. Each line of standard input is a time in microseconds; from then on that loop is repeated so often that
 * half of all blocks take longer. Ends by SIGTERM, or with the server.
 *
 * Exit status: 0; 1 failed; 2 usage.
 */

#define _POSIX_C_SOURCE 200809L

#include <jack/jack.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { STEPS = 256 }; // A block that was too short adds one part in so many to the next; one that was too long takes it

static struct {
	jack_port_t*   in[2];
	jack_port_t*   out[2];
	volatile float gain;
	double         times;   // That the loop is repeated
	_Atomic double goal_ns; // 0 for once
} loop = {.gain = 1.0F, .times = 1.0};

static volatile sig_atomic_t gone;

// As the service does, without a system call
static double
now_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}

static void
amplify(float* const out, const float* const in, const jack_nframes_t frames)
{
	const float gain = loop.gain;
	for (jack_nframes_t i = 0; i < frames; ++i) {
		out[i] = in[i] * gain;
	}
	__asm__ volatile("" : : : "memory"); // else once would do for the compiler
}

static int
process(const jack_nframes_t frames, void* const arg)
{
	(void)arg;
	const double start_ns = now_ns();
	const float* in[2];
	float*       out[2];
	for (unsigned side = 0; side < 2; ++side) {
		in[side]  = (const float*)jack_port_get_buffer(loop.in[side], frames);
		out[side] = (float*)jack_port_get_buffer(loop.out[side], frames);
	}
	for (unsigned n = (unsigned)loop.times; n; --n) {
		amplify(out[0], in[0], frames);
		amplify(out[1], in[1], frames);
	}
	// As many blocks up as down: it comes to rest at the median
	const double goal_ns = atomic_load_explicit(&loop.goal_ns, memory_order_relaxed);
	loop.times *= now_ns() - start_ns < goal_ns ? 1.0 + 1.0 / STEPS : 1.0 - 1.0 / STEPS;
	loop.times = loop.times < 1.0 ? 1.0 : loop.times;
	return 0;
}

// For who counts xruns from outside
static int
on_xrun(void* const arg)
{
	(void)arg;
	return 0;
}

static void
on_shutdown(void* const arg)
{
	(void)arg;
	kill(getpid(), SIGTERM);
}

static void
on_signal(const int number)
{
	(void)number;
	gone = 1;
}

/// Makes the client and its ports, and starts it; NULL if that fails
static jack_client_t*
start(const char* const name)
{
	static const char* const ins[]  = {"in_l", "in_r"};
	static const char* const outs[] = {"out_l", "out_r"};
	jack_client_t* const     client = jack_client_open(name, JackNoStartServer | JackUseExactName, NULL);
	if (!client) {
		return NULL;
	}
	for (unsigned i = 0; i < 2; ++i) {
		loop.in[i]  = jack_port_register(client, ins[i], JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
		loop.out[i] = jack_port_register(client, outs[i], JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
	}
	jack_set_process_callback(client, process, NULL);
	jack_set_xrun_callback(client, on_xrun, NULL);
	jack_on_shutdown(client, on_shutdown, NULL);
	const int failed = !loop.in[0] || !loop.in[1] || !loop.out[0] || !loop.out[1] || jack_activate(client);
	if (failed) {
		jack_client_close(client);
	}
	return failed ? NULL : client;
}

int
main(const int argc, char** const argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: gainloop NAME\n");
		return 2;
	}
	const struct sigaction action = {.sa_handler = on_signal}; // without SA_RESTART: it has to end reading
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	jack_client_t* const client = start(argv[1]);
	if (!client) {
		fprintf(stderr, "gainloop: no JACK server, or it refuses '%s'\n", argv[1]);
		return 1;
	}
	puts("ready");
	fflush(stdout);

	char line[64];
	while (!gone && fgets(line, (int)sizeof(line), stdin)) {
		atomic_store(&loop.goal_ns, 1e3 * strtod(line, NULL));
	}
	while (!gone) {
		poll(NULL, 0, 1000); // in case the signal comes before it
	}
	jack_client_close(client);
	return 0;
}
