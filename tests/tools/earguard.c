// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* An ear at the output of a JACK client: looks at every sample that it puts out.
 *
 *   earguard [-n NAME] [-l LEVEL] [-f HZ] [-s SECONDS] [-r FRAMES]
 *
 *   -n NAME     name of the client (guard), with the ports play_l, play_r, ear_l and ear_r; others connect them
 *   -l LEVEL    what is played: a constant (0.5), which lets a fade be seen and nothing else
 *   -f HZ       or a sine of this frequency, with LEVEL as its peak
 *   -s SECONDS  of audio, and then the end; else until SIGTERM or SIGINT
 *   -r FRAMES   length of the ramp when it is connected at first (48000), so that it is no step itself
 *
 * Prints "ready" when its ports are there, and when it ends, and after SIGUSR1 in between, when it also forgets:
 *
 *   {"frames":N,"peak":X,"step":X,"gaps":N,"xruns":N,"resumed":X,"sounding":N,"last":X}
 *
 * peak is the largest magnitude, step the largest difference of two neighbours, gaps how often the server left out
 * audio, xruns how often a device would have stopped and been started again, sounding the number of frames that are not
 * 0 in both ears. Samples on both sides of a gap or an xrun are no neighbours; resumed is the largest first one behind
 * it. Who plays to the client under test and listens to it at once hears it a block late: a ring has no first one.
 * There the break is either at the beginning of this block or of the next one. Whoever starts anew after one is silent
 * for a while, so that a gap or an xrun is not forgotten within 0.1 s, but counts as an xrun of what follows.
 *
 * Exit status: 0, also when the server ends; 1 failed; 2 usage.
 */

#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE // M_PI

#include <jack/jack.h>
#include <jack/statistics.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

typedef struct {
	unsigned long long frames;
	unsigned long long sounding;
	unsigned           gaps;
	unsigned           xruns;
	float              peak;
	float              step;
	float              resumed;
	float              last[2];
} Seen;

typedef struct {
	jack_client_t*     client;
	jack_port_t*       play[2];
	jack_port_t*       ear[2];
	float              level;
	double             radians; // Per frame; 0 for a constant
	unsigned long long limit_frames;
	unsigned long long ramp_frames;
	unsigned long long played; // Since it was connected for the first time
	unsigned long long lived;
	jack_nframes_t     next;
	float              xrun_delay_us;
	jack_nframes_t     echo_frames; // Until what came of a gap or an xrun is over
	bool               going;
	bool               after_gap;
	bool               late_gap; // The block after a gap, which in a ring is the first one behind it
	Seen               seen;
	atomic_bool        forget; // Main thread asks
	atomic_bool        done;
	atomic_bool        deaf;
	atomic_bool        gone; // The server
	int                wake_fd;
} Guard;

static float
sample_at(const Guard* const guard, const unsigned long long n)
{
	const double ramp  = n < guard->ramp_frames ? (double)n / (double)guard->ramp_frames : 1.0;
	const double shape = guard->radians > 0.0 ? sin(guard->radians * (double)n) : 1.0;
	return (float)((double)guard->level * ramp * shape);
}

static void
look(Guard* const guard, const float* const ear[2], const jack_nframes_t frames)
{
	Seen* const seen = &guard->seen;
	for (jack_nframes_t i = 0; i < frames; ++i) {
		for (unsigned side = 0; side < 2; ++side) {
			const float x = isfinite(ear[side][i]) ? ear[side][i] : 1e9F; // what is no number is as bad as can be
			if (seen->frames && !guard->after_gap) {
				seen->step = fmaxf(seen->step, fabsf(x - seen->last[side]));
			}
			if (guard->after_gap) {
				seen->resumed = fmaxf(seen->resumed, fabsf(x));
			}
			seen->peak       = fmaxf(seen->peak, fabsf(x));
			seen->last[side] = x;
		}
		seen->sounding += seen->last[0] != 0.0F || seen->last[1] != 0.0F;
		++seen->frames;
		guard->after_gap = false;
	}
}

static int
process(const jack_nframes_t frames, void* const arg)
{
	Guard* const guard = (Guard*)arg;
	float*       play[2];
	const float* ear[2];
	for (unsigned side = 0; side < 2; ++side) {
		play[side] = (float*)jack_port_get_buffer(guard->play[side], frames);
		ear[side]  = (const float*)jack_port_get_buffer(guard->ear[side], frames);
		if (!play[side] || !ear[side] || atomic_load(&guard->deaf)) {
			return 0;
		}
	}
	// Who hears it hears it from the beginning: a connection in its midst would be a step
	const bool heard = jack_port_connected(guard->play[0]) && jack_port_connected(guard->play[1]);
	for (jack_nframes_t i = 0; i < frames; ++i) {
		play[0][i] = heard || guard->played ? sample_at(guard, guard->played + i) : 0.0F;
		play[1][i] = -play[0][i];
	}
	guard->played += heard || guard->played ? frames : 0U;
	guard->lived += frames;

	if (atomic_exchange(&guard->forget, false)) {
		const Seen fresh = {
			.frames = 1, .last = {guard->seen.last[0], guard->seen.last[1]}, .xruns = guard->echo_frames ? 1U : 0U};
		guard->seen = fresh;
	}
	guard->echo_frames -= guard->echo_frames < frames ? guard->echo_frames : frames;
	const jack_nframes_t now      = jack_last_frame_time(guard->client);
	const float          delay_us = jack_get_xrun_delayed_usecs(guard->client);
	const bool           gap      = guard->going && now != guard->next;
	const bool           xrun     = guard->going && delay_us != guard->xrun_delay_us;
	const bool           ring     = jack_port_connected(guard->play[0]) && jack_port_connected(guard->ear[0]);
	guard->seen.gaps += gap;
	guard->seen.xruns += xrun;
	guard->after_gap     = gap || xrun || (guard->late_gap && ring);
	guard->late_gap      = gap || xrun;
	guard->echo_frames   = gap || xrun ? jack_get_sample_rate(guard->client) / 10U : guard->echo_frames;
	guard->going         = true;
	guard->xrun_delay_us = delay_us;
	guard->next          = now + frames;
	look(guard, ear, frames);
	if (guard->limit_frames && guard->lived >= guard->limit_frames && !atomic_exchange(&guard->done, true)) {
		const unsigned long long one = 1;
		(void)!write(guard->wake_fd, &one, sizeof(one));
	}
	return 0;
}

static void
on_shutdown(void* const arg)
{
	Guard* const             guard = (Guard*)arg;
	const unsigned long long one   = 1;
	atomic_store(&guard->gone, true);
	(void)!write(guard->wake_fd, &one, sizeof(one));
}

static void
print(const Guard* const guard)
{
	const Seen* const seen = &guard->seen;
	printf("{\"frames\":%llu,\"peak\":%.9g,\"step\":%.9g,\"gaps\":%u,\"xruns\":%u,\"resumed\":%.9g,\"sounding\":%llu,"
	       "\"last\":%.9g}\n",
	       seen->frames,
	       (double)seen->peak,
	       (double)seen->step,
	       seen->gaps,
	       seen->xruns,
	       (double)seen->resumed,
	       seen->sounding,
	       (double)seen->last[0]);
	fflush(stdout);
}

static void
open_client(Guard* const guard, const char* const name, const double hz, const double seconds)
{
	static const char* const play[2] = {"play_l", "play_r"};
	static const char* const ear[2]  = {"ear_l", "ear_r"};
	guard->client                    = jack_client_open(name, JackNoStartServer | JackUseExactName, NULL);
	if (!guard->client) {
		fprintf(stderr, "earguard: no JACK server, or the name is taken\n");
		exit(1);
	}
	const double rate_hz = (double)jack_get_sample_rate(guard->client);
	guard->radians       = 2.0 * M_PI * hz / rate_hz;
	guard->limit_frames  = (unsigned long long)(seconds * rate_hz);
	jack_set_process_callback(guard->client, process, guard);
	jack_on_shutdown(guard->client, on_shutdown, guard);
	for (unsigned side = 0; side < 2; ++side) {
		guard->play[side] = jack_port_register(guard->client, play[side], JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
		guard->ear[side]  = jack_port_register(guard->client, ear[side], JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
	}
	if (jack_activate(guard->client)) {
		fprintf(stderr, "earguard: the JACK server refused to start it\n");
		exit(1);
	}
}

static int
catch_signals(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int
main(const int argc, char** const argv)
{
	static Guard guard;
	const char*  name    = "guard";
	double       hz      = 0.0;
	double       seconds = 0.0;
	int          c       = 0;
	guard.level          = 0.5F;
	guard.ramp_frames    = 48000;
	while ((c = getopt(argc, argv, "n:l:f:s:r:")) != -1) {
		if (c == 'n') {
			name = optarg;
		} else if (c == 'l') {
			guard.level = (float)atof(optarg);
		} else if (c == 'f') {
			hz = atof(optarg);
		} else if (c == 's') {
			seconds = atof(optarg);
		} else if (c == 'r') {
			guard.ramp_frames = strtoull(optarg, NULL, 10);
		} else {
			return 2;
		}
	}

	struct pollfd wait[2] = {
		{.fd = catch_signals(), .events = POLLIN}, {.fd = eventfd(0, EFD_CLOEXEC), .events = POLLIN}};
	guard.wake_fd = wait[1].fd;
	open_client(&guard, name, hz, seconds);
	puts("ready");
	fflush(stdout);
	while (!wait[1].revents) {
		poll(wait, 2, -1);
		struct signalfd_siginfo info;
		if (wait[0].revents && read(wait[0].fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
			if (info.ssi_signo != SIGUSR1) {
				break;
			}
			print(&guard);
			atomic_store(&guard.forget, true);
		}
	}
	atomic_store(&guard.deaf, true); // what comes while its connections are taken away is its own doing
	if (!atomic_load(&guard.gone)) { // else closing may wait for ever; see audio/jack_close.c
		jack_client_close(guard.client);
	}
	print(&guard);
	return 0;
}
