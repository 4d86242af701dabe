// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* A JACK client that makes xruns: it sleeps in its process callback when told to.
 *
 *   sloth PORT MS
 *
 * Connects its input to PORT, so that it runs after whoever owns it, unless PORT is "-", and prints "ready". With each
 * SIGUSR1 its next callback takes MS milliseconds, and it prints "slept". With SIGUSR2 it disconnects from PORT in the
 * midst of that. Ends by SIGTERM or with the server, slowly: it stays 200 ms longer than its connections.
 *
 * Exit status: 0; 1 failed; 2 usage.
 */

#define _POSIX_C_SOURCE 200809L

#include <jack/jack.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static atomic_bool     wanted;
static atomic_bool     asleep;
static atomic_bool     cuts;
static atomic_bool     gone;
static struct timespec nap;

static int
process(const jack_nframes_t frames, void* const arg)
{
	(void)frames;
	(void)arg;
	if (atomic_exchange(&wanted, false)) {
		atomic_store(&asleep, true);
		nanosleep(&nap, NULL);
		atomic_store(&asleep, false);
		(void)!write(STDOUT_FILENO, "slept\n", 6);
	}
	return 0;
}

static void
on_shutdown(void* const arg)
{
	(void)arg;
	atomic_store(&gone, true);
}

static void
on_signal(const int number)
{
	if (number == SIGUSR2) {
		atomic_store(&cuts, true);
	}
	atomic_store(number == SIGTERM ? &gone : &wanted, true);
}

int
main(const int argc, char** const argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: sloth PORT MS\n");
		return 2;
	}
	const long             ms     = atol(argv[2]);
	const struct sigaction action = {.sa_handler = on_signal};
	nap                           = (struct timespec){ms / 1000, ms % 1000 * 1000000};
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGUSR2, &action, NULL);
	sigaction(SIGTERM, &action, NULL);

	jack_client_t* const client = jack_client_open("sloth", JackNoStartServer, NULL);
	if (!client) {
		fprintf(stderr, "sloth: no JACK server\n");
		return 1;
	}
	jack_port_t* const port = jack_port_register(client, "in", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
	jack_set_process_callback(client, process, NULL);
	jack_on_shutdown(client, on_shutdown, NULL);
	const bool alone = !strcmp(argv[1], "-");
	if (!port || jack_activate(client) || (!alone && jack_connect(client, argv[1], jack_port_name(port)))) {
		fprintf(stderr, "sloth: cannot listen to %s\n", argv[1]);
		return 1;
	}
	puts("ready");
	fflush(stdout);
	while (!atomic_load(&gone)) {
		const struct timespec moment = {0, 10000000};
		nanosleep(&moment, NULL);
		if (atomic_load(&asleep) && atomic_exchange(&cuts, false)) {
			jack_disconnect(client, argv[1], jack_port_name(port));
		}
	}
	const struct timespec last = {0, 200000000};
	jack_deactivate(client);
	nanosleep(&last, NULL);
	jack_client_close(client);
	return 0;
}
