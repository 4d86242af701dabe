// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Playing and recording: the thread that waits for the process thread. */

#define _POSIX_C_SOURCE 200809L

#include "audio/loop_internal.h"

#include <stdlib.h>
#include <time.h>

enum { MAX_ATTEMPTS = 5 };

/// A server that does not call us for so long has stopped; when all is to end it may have done so before
static const double patience_s      = 10.0;
static const double last_patience_s = 2.0;

/// What ends every wait
static ZoutAudioStatus
check(const ZoutLoop* const loop, ZoutAudioError* const error)
{
	const ZoutLoopProcess* const p = &loop->process;
	if (loop->watch.go_on && !loop->watch.go_on(loop->watch.handle)) {
		return zout_audio_fail(error, ZOUT_AUDIO_STOPPED, "interrupted");
	}
	if (atomic_load(&loop->end.gone)) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "the JACK server has ended");
	}
	if (atomic_load(&loop->server_rate_hz) != loop->rate_hz) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "the JACK server has changed its sample rate");
	}
	if (!jack_port_connected(p->out[0]) || !jack_port_connected(p->in[0]) || !jack_port_connected(p->in[1]) ||
	    (loop->stereo && !jack_port_connected(p->out[1]))) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "a port was disconnected, expected %s and %s to stay connected",
		                       loop->out,
		                       loop->in);
	}
	return ZOUT_AUDIO_SUCCESS;
}

/// Waits a moment, and counts in `idle_s` for how long the process thread has not been called. `cycles` is its memory.
static void
pass_time(const ZoutLoop* const loop, uint64_t* const cycles, double* const idle_s)
{
	static const long     moment_ns = 2000000;
	const struct timespec moment    = {0, moment_ns};
	nanosleep(&moment, NULL);
	const uint64_t now = atomic_load(&loop->process.cycles);
	*idle_s            = now == *cycles ? *idle_s + 1e-9 * (double)moment_ns : 0.0;
	*cycles            = now;
}

/// The same, but fails with whatever ends a wait
static ZoutAudioStatus
wait(const ZoutLoop* const loop, uint64_t* const cycles, double* const idle_s, ZoutAudioError* const error)
{
	pass_time(loop, cycles, idle_s);
	return *idle_s <= patience_s ? check(loop, error)
	                             : zout_audio_fail(error, ZOUT_AUDIO_FAILED, "the JACK server has stopped processing");
}

/// Offers a job and waits until it is what is played
static ZoutAudioStatus
offer(ZoutLoop* const loop, const ZoutLoopJob* const job, ZoutAudioError* const error)
{
	uint64_t        cycles = 0;
	double          idle_s = 0.0;
	ZoutAudioStatus status = ZOUT_AUDIO_SUCCESS;
	atomic_store(&loop->process.offered, job);
	while (!status && atomic_load(&loop->process.playing) != job) {
		status = wait(loop, &cycles, &idle_s, error);
	}
	return status;
}

void
zout_loop_hush(ZoutLoop* const loop)
{
	uint64_t cycles = 0;
	double   idle_s = 0.0;
	atomic_store(&loop->process.offered, NULL);
	while (atomic_load(&loop->process.playing) && !atomic_load(&loop->end.gone) && idle_s <= last_patience_s) {
		pass_time(loop, &cycles, &idle_s);
	}
}

ZoutAudioStatus
zout_loop_play(ZoutLoop* const       loop,
               const double* const   stimulus[2],
               const size_t          period_frames,
               ZoutAudioError* const error)
{
	const unsigned slot    = (loop->slot + 1U) % ZOUT_LOOP_SLOTS; // the other one is still being played
	float* const   samples = (float*)calloc(2U * period_frames, sizeof(float));
	if (!samples) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	free(loop->samples[slot]);
	loop->samples[slot] = samples;
	loop->slot          = slot;
	for (unsigned c = 0; c < 2; ++c) {
		float* const to              = samples + c * period_frames;
		loop->jobs[slot].stimulus[c] = to;
		for (size_t i = 0; stimulus[c] && i < period_frames; ++i) {
			to[i] = (float)stimulus[c][i];
		}
	}
	loop->jobs[slot].period_frames = period_frames;
	return offer(loop, &loop->jobs[slot], error);
}

/// Ends recording, and empties the ring when the process thread has surely seen it
static ZoutAudioStatus
clear_recording(ZoutLoop* const loop, ZoutAudioError* const error)
{
	atomic_store(&loop->process.record_from, ZOUT_LOOP_NEVER);
	const uint64_t  before = atomic_load(&loop->process.cycles);
	uint64_t        cycles = before;
	double          idle_s = 0.0;
	ZoutAudioStatus status = ZOUT_AUDIO_SUCCESS;
	while (!status && cycles < before + 2U) {
		status = wait(loop, &cycles, &idle_s, error);
	}
	zout_loop_ring_clear(&loop->process.ring);
	return status;
}

/// One attempt; `*complete` is false when frames were lost
static ZoutAudioStatus
record_once(ZoutLoop* const       loop,
            const uint64_t        from,
            double* const         recorded[2],
            const size_t          n_frames,
            bool* const           complete,
            ZoutAudioError* const error)
{
	const unsigned  lost_before = atomic_load(&loop->process.lost);
	const unsigned  xruns       = atomic_load(&loop->xruns);
	uint64_t        cycles      = 0;
	double          idle_s      = 0.0;
	size_t          done        = 0;
	ZoutAudioStatus status      = ZOUT_AUDIO_SUCCESS;
	loop->process.record_frames = n_frames;
	atomic_store(&loop->process.record_from, from);
	while (!status && done < n_frames && atomic_load(&loop->process.lost) == lost_before) {
		float frame[2];
		while (done < n_frames && zout_loop_ring_read(&loop->process.ring, frame)) {
			recorded[0][done] = (double)frame[0];
			recorded[1][done] = (double)frame[1];
			++done;
		}
		status = done < n_frames ? wait(loop, &cycles, &idle_s, error) : status;
	}
	*complete =
		done == n_frames && atomic_load(&loop->process.lost) == lost_before && atomic_load(&loop->xruns) == xruns;
	return status;
}

ZoutAudioStatus
zout_loop_record(ZoutLoop* const       loop,
                 const size_t          settle_frames,
                 const size_t          late_frames,
                 double* const         recorded[2],
                 const size_t          n_frames,
                 ZoutAudioError* const error)
{
	const size_t    period   = loop->jobs[loop->slot].period_frames;
	bool            complete = false;
	ZoutAudioStatus status   = ZOUT_AUDIO_SUCCESS;
	for (unsigned i = 0; i < MAX_ATTEMPTS && !status && !complete; ++i) {
		status = clear_recording(loop, error);
		if (!status) {
			loop->repeated += i > 0;
			const uint64_t settled = atomic_load(&loop->process.frame) + settle_frames;
			const uint64_t from    = (settled / period + 1U) * period + late_frames;
			status                 = record_once(loop, from, recorded, n_frames, &complete, error);
		}
	}
	const ZoutAudioStatus cleared = status ? status : clear_recording(loop, error);
	if (!cleared && !complete) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_FAILED,
		                       "audio was lost %d times in a row (%u xruns), expected a server that keeps up: raise "
		                       "its period",
		                       (int)MAX_ATTEMPTS,
		                       atomic_load(&loop->xruns));
	}
	return cleared;
}
