// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Plays a file into JACK ports and records what comes back, to the sample.
 *
 *   jackloop [-n NAME] [-p PORT]... [-r PORT]... [-f] [-t TAIL_S] [-w SETTLE_S] IN OUT
 *
 *   -p PORT  play the next channel of IN into this input port
 *   -r PORT  record this output port into the next channel of OUT
 *   -f       freewheel during the recording
 *   -t S     seconds to record beyond the end of IN (0.25)
 *   -w S     seconds of silence before the first sample, for fades and filters to settle (0.5); with -f as much again
 *            in freewheel, where no driver can be late any more
 *
 * Without -p and -r it loops to itself. OUT is a float WAV file of IN's length and the tail; its first frame is
 * what came back in the very cycle that played the first frame of IN.
 *
 * Two clients live in one process, NAME-play with outputs and NAME-record with inputs. The graph therefore has no
 * feedback edge, which would cost a period of delay, and nothing but the tested client stands between the two.
 *
 * Exit status: 0 recorded, 1 failed, 2 usage, 3 recorded but with gaps.
 */

#define _POSIX_C_SOURCE 200809L

#include "jackloop.h"

#include <errno.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void
die(const char* const what, const char* const detail)
{
	fprintf(stderr, "jackloop: %s %s\n", what, detail ? detail : "");
	exit(1);
}

static void
parse(LoopOptions* const options, const int argc, char** const argv)
{
	int c = 0;
	while ((c = getopt(argc, argv, "n:p:r:ft:w:")) != -1) {
		if (c == 'n') {
			options->name = optarg;
		} else if (c == 'p' && options->n_play < MAX_CHANNELS) {
			options->play[options->n_play++] = optarg;
		} else if (c == 'r' && options->n_record < MAX_CHANNELS) {
			options->record[options->n_record++] = optarg;
		} else if (c == 'f') {
			options->freewheel = true;
		} else if (c == 't') {
			options->tail_s = atof(optarg);
		} else if (c == 'w') {
			options->settle_s = atof(optarg);
		} else {
			exit(2);
		}
	}
	if (argc - optind != 2) {
		fprintf(stderr, "usage: jackloop [-n NAME] [-p PORT]... [-r PORT]... [-f] [-t S] [-w S] IN OUT\n");
		exit(2);
	}
	options->in_path  = argv[optind];
	options->out_path = argv[optind + 1];
}

static void
read_input(Loop* const loop, const LoopOptions* const options)
{
	SF_INFO        info = {0};
	SNDFILE* const file = sf_open(options->in_path, SFM_READ, &info);
	if (!file) {
		die("cannot read", options->in_path);
	}
	if (info.channels > MAX_CHANNELS) {
		die("too many channels in", options->in_path);
	}

	loop->n_play    = (unsigned)info.channels;
	loop->n_record  = options->n_record ? options->n_record : loop->n_play;
	loop->in_frames = (size_t)info.frames;
	loop->rate_hz   = (unsigned)info.samplerate;
	loop->frames    = loop->in_frames + (size_t)(options->tail_s * info.samplerate);
	loop->in        = (float*)calloc(loop->in_frames * loop->n_play + 1U, sizeof(float));
	loop->out       = (float*)calloc(loop->frames * loop->n_record + 1U, sizeof(float));
	if (!loop->in || !loop->out) {
		die("out of memory for", options->in_path);
	}
	// Touch every page now, not in the audio thread
	memset(loop->out, 0xff, loop->frames * loop->n_record * sizeof(float));
	if (sf_readf_float(file, loop->in, info.frames) != info.frames) {
		die("file ends early:", options->in_path);
	}
	sf_close(file);
}

static void
write_output(const Loop* const loop, const char* const path)
{
	SF_INFO info    = {0};
	info.channels   = (int)loop->n_record;
	info.samplerate = (int)loop->rate_hz;
	info.format     = SF_FORMAT_WAV | SF_FORMAT_FLOAT;

	SNDFILE* const file = sf_open(path, SFM_WRITE, &info);
	if (!file) {
		die("cannot write", path);
	}
	sf_command(file, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE); // it holds the time of day
	if (sf_writef_float(file, loop->out, (sf_count_t)loop->frames) != (sf_count_t)loop->frames || sf_close(file)) {
		die("cannot write", path);
	}
}

static void
connect_ports(const Loop* const loop, const LoopOptions* const options)
{
	for (unsigned i = 0; i < options->n_play; ++i) {
		if (jack_connect(loop->player, jack_port_name(loop->play[i % loop->n_play]), options->play[i])) {
			die("cannot connect to", options->play[i]);
		}
	}
	for (unsigned i = 0; i < options->n_record; ++i) {
		if (jack_connect(loop->recorder, options->record[i], jack_port_name(loop->record[i]))) {
			die("cannot connect from", options->record[i]);
		}
	}
	for (unsigned i = 0; !options->n_play && !options->n_record && i < loop->n_play; ++i) {
		jack_connect(loop->player, jack_port_name(loop->play[i]), jack_port_name(loop->record[i]));
	}
}

static void
open_clients(Loop* const loop, const LoopOptions* const options)
{
	char name[64];
	snprintf(name, sizeof(name), "%s-play", options->name);
	loop->player = jack_client_open(name, JackNoStartServer, NULL);
	snprintf(name, sizeof(name), "%s-record", options->name);
	loop->recorder = loop->player ? jack_client_open(name, JackNoStartServer, NULL) : NULL;
	if (!loop->recorder) {
		die("no JACK server", getenv("JACK_DEFAULT_SERVER"));
	}
	if (jack_get_sample_rate(loop->player) != loop->rate_hz) {
		die("the server has another sample rate than", options->in_path);
	}

	for (unsigned i = 0; i < loop->n_play; ++i) {
		snprintf(name, sizeof(name), "out_%u", i + 1U);
		loop->play[i] = jack_port_register(loop->player, name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
	}
	for (unsigned i = 0; i < loop->n_record; ++i) {
		snprintf(name, sizeof(name), "in_%u", i + 1U);
		loop->record[i] = jack_port_register(loop->recorder, name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
	}
	jack_set_process_callback(loop->player, loop_play, loop);
	jack_set_process_callback(loop->recorder, loop_record, loop);
	if (jack_activate(loop->recorder) || jack_activate(loop->player)) {
		die("cannot activate", options->name);
	}
}

/// Records everything; false if it does not come in a generous time
static bool
run(Loop* const loop, const LoopOptions* const options)
{
	const double    settle_s = options->settle_s;
	struct timespec settle   = {(time_t)settle_s, (long)(1e9 * (settle_s - (double)(time_t)settle_s))};
	while (nanosleep(&settle, &settle) && errno == EINTR) {
	}
	if (options->freewheel) {
		if (jack_set_freewheel(loop->player, 1)) {
			die("freewheel refused", NULL);
		}
		loop->silent = (size_t)(settle_s * (double)loop->rate_hz);
	}

	struct timespec end;
	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += 30 + (time_t)(3U * loop->frames / loop->rate_hz);
	atomic_store(&loop->armed, true);
	int status = 0;
	while ((status = sem_timedwait(&loop->done, &end)) && errno == EINTR) {
	}

	if (options->freewheel) {
		jack_set_freewheel(loop->player, 0);
	}
	return !status;
}

int
main(const int argc, char** const argv)
{
	LoopOptions options = {.name = "jackloop", .tail_s = 0.25, .settle_s = 0.5};
	parse(&options, argc, argv);

	static Loop loop;
	sem_init(&loop.done, 0, 0);
	read_input(&loop, &options);
	open_clients(&loop, &options);
	connect_ports(&loop, &options);
	if (!run(&loop, &options)) {
		die("timed out; the server stalled", NULL);
	}
	const unsigned gaps   = atomic_load(&loop.gaps);
	const unsigned period = jack_get_buffer_size(loop.player);
	jack_client_close(loop.player);
	jack_client_close(loop.recorder);

	write_output(&loop, options.out_path);
	printf("{\"frames\":%zu,\"rate\":%u,\"period\":%u,\"gaps\":%u}\n", loop.frames, loop.rate_hz, period, gaps);
	free(loop.in);
	free(loop.out);
	return gaps ? 3 : 0;
}
