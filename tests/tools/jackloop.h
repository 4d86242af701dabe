// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The audio threads of jackloop. No allocation, lock, log or system call but the one sem_post that ends it all. */

#ifndef JACKLOOP_H
#define JACKLOOP_H

#include <jack/jack.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { MAX_CHANNELS = 8 };

typedef struct {
	const char* name;
	const char* in_path;
	const char* out_path;
	const char* play[MAX_CHANNELS];
	const char* record[MAX_CHANNELS];
	unsigned    n_play;
	unsigned    n_record;
	double      tail_s;
	double      settle_s;
	bool        freewheel;
} LoopOptions;

typedef struct {
	jack_client_t* player;
	jack_client_t* recorder;
	jack_port_t*   play[MAX_CHANNELS];
	jack_port_t*   record[MAX_CHANNELS];
	unsigned       n_play;
	unsigned       n_record;
	unsigned       rate_hz;
	float*         in;        // [in_frames * n_play], interleaved
	float*         out;       // [frames * n_record], interleaved
	size_t         in_frames; // length of the input
	size_t         frames;    // length of the recording
	size_t         silent;    // frames of silence to go before the first one; player's thread only once armed
	size_t         played;    // frames; player's thread only
	size_t         recorded;  // frames; recorder's thread only
	jack_nframes_t next;      // frame time that continues the recording; recorder's thread only
	jack_nframes_t start;     // frame time of the first played frame; written before `started`
	atomic_bool    armed;     // main -> player: begin with the next cycle
	atomic_bool    started;   // player -> recorder: this cycle is the first one
	atomic_uint    gaps;      // cycles that did not follow the one before
	sem_t          done;
} Loop;

/// JACK process callback of the player
static int
loop_play(const jack_nframes_t frames, void* const arg)
{
	Loop* const loop = (Loop*)arg;
	float*      out[MAX_CHANNELS];
	for (unsigned c = 0; c < loop->n_play; ++c) {
		out[c] = (float*)jack_port_get_buffer(loop->play[c], frames);
		memset(out[c], 0, frames * sizeof(float));
	}
	if (!atomic_load(&loop->armed)) {
		return 0;
	}
	if (loop->silent) {
		loop->silent -= loop->silent < frames ? loop->silent : frames;
		return 0;
	}
	if (!atomic_load(&loop->started)) {
		loop->start = jack_last_frame_time(loop->player);
		atomic_store(&loop->started, true);
	}
	for (jack_nframes_t i = 0; i < frames && loop->played < loop->in_frames; ++i, ++loop->played) {
		for (unsigned c = 0; c < loop->n_play; ++c) {
			out[c][i] = loop->in[loop->played * loop->n_play + c];
		}
	}
	return 0;
}

/// JACK process callback of the recorder; JACK runs it after the player, which comes before it in the graph
static int
loop_record(const jack_nframes_t frames, void* const arg)
{
	Loop* const  loop = (Loop*)arg;
	const float* in[MAX_CHANNELS];
	for (unsigned c = 0; c < loop->n_record; ++c) {
		in[c] = (const float*)jack_port_get_buffer(loop->record[c], frames);
	}
	if (!atomic_load(&loop->started) || loop->recorded >= loop->frames) {
		return 0;
	}

	const jack_nframes_t now = jack_last_frame_time(loop->recorder);
	if (now != (loop->recorded ? loop->next : loop->start)) {
		atomic_fetch_add(&loop->gaps, 1U);
	}
	loop->next = now + frames;
	for (jack_nframes_t i = 0; i < frames && loop->recorded < loop->frames; ++i, ++loop->recorded) {
		for (unsigned c = 0; c < loop->n_record; ++c) {
			loop->out[loop->recorded * loop->n_record + c] = in[c][i];
		}
	}
	if (loop->recorded >= loop->frames) {
		sem_post(&loop->done);
	}
	return 0;
}

#endif // JACKLOOP_H
