// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/loop_process.h"

#include "audio/jack_block.h"

#include <string.h>

/// Hands frames `from` to `until` of a block over
static void
record(ZoutLoopProcess* const p, const float* const in[2], const jack_nframes_t from, const jack_nframes_t until)
{
	if (!zout_loop_ring_write(&p->ring, in[0] + from, in[1] + from, until - from)) {
		atomic_fetch_add(&p->lost, 1U);
	}
}

/// Plays one frame of the job, or none while one takes over from another
static void
play_frame(ZoutLoopProcess* const p, const ZoutLoopJob* const job, float* const out[2], const jack_nframes_t i)
{
	for (unsigned c = 0; c < 2; ++c) {
		out[c][i] = job ? p->gain * job->stimulus[c][p->at] : 0.0F;
	}
	if (job) {
		p->at = p->at + 1U < job->period_frames ? p->at + 1U : 0U;
	}
}

/// The part of a block that is to be recorded, of which frame 0 is frame `first` of the job
static void
record_window(ZoutLoopProcess* const p, const float* const in[2], const uint64_t first, const jack_nframes_t frames)
{
	const uint64_t from = atomic_load(&p->record_from);
	if (from == ZOUT_LOOP_NEVER) {
		return;
	}
	const uint64_t until = from + p->record_frames;
	const uint64_t end   = first + frames;
	if (from < end && until > first) {
		record(p,
		       in,
		       (jack_nframes_t)(from > first ? from - first : 0U),
		       (jack_nframes_t)(until < end ? until - first : frames));
	}
}

/// Plays, with fades from one job to the next by way of silence. Returns the frames of the present job before the
/// block.
static uint64_t
play(ZoutLoopProcess* const p, float* const out[2], const jack_nframes_t frames)
{
	const ZoutLoopJob* const wanted = atomic_load(&p->offered);
	const ZoutLoopJob*       job    = atomic_load(&p->playing);
	uint64_t                 frame  = atomic_load(&p->frame);
	const uint64_t           before = frame;
	bool                     same   = true;
	for (jack_nframes_t i = 0; i < frames; ++i) {
		if (job != wanted && p->gain <= 0.0F) {
			if (i) {
				// A job begins with a block, so that its frames are counted from there
				out[0][i] = 0.0F;
				out[1][i] = 0.0F;
				continue;
			}
			job   = wanted;
			frame = 0;
			same  = false;
			p->at = 0;
		}
		const float change = job == wanted && job ? p->step : -p->step;
		p->gain += change;
		p->gain = p->gain > 1.0F ? 1.0F : p->gain < 0.0F ? 0.0F : p->gain;
		play_frame(p, job, out, i);
		++frame;
	}
	atomic_store(&p->frame, frame);
	atomic_store(&p->playing, job);
	return same ? before : 0U;
}

int
zout_loop_process(const jack_nframes_t frames, void* const arg)
{
	ZoutLoopProcess* const p     = (ZoutLoopProcess*)arg;
	const ZoutJackBlock    block = zout_jack_block(p->in, p->out, frames);
	if (zout_jack_lost_audio(&p->gaps, p->client, frames, false) || !block.whole) {
		atomic_fetch_add(&p->lost, 1U);
		p->gain = 0.0F; // what follows fades in
	}
	if (block.whole) {
		const uint64_t first = play(p, block.out, frames);
		record_window(p, block.in, first, frames);
	}
	atomic_fetch_add(&p->cycles, 1U);
	return 0;
}
