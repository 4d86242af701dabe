// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* ALSA's doors. Our module is entered by its callbacks, and is outside while it asks its slave for something, which
 * talks to a device. The backend of `zout` has no callback: it carries a block from the return of a read to the next
 * call of ALSA, or of poll(), and may do nothing on the way that is not real-time. */

#define _GNU_SOURCE // program_invocation_short_name

#include "guard.h"

#include <alsa/asoundlib.h>
#include <alsa/pcm_ioplug.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define DOOR __attribute__((visibility("default")))

static Guarded       module  = {"alsa", 0, 0};
static Guarded       backend = {"alsa-backend", 0, 0};
static __thread bool carrying;

void
guard_put_down(void)
{
	if (carrying) {
		carrying = false;
		guard_leave(&backend);
	}
}

/// After a read
static void
pick_up(const bool from_module, const snd_pcm_sframes_t frames)
{
	if (!from_module && frames > 0 && !strcmp(program_invocation_short_name, "zout")) {
		carrying = true;
		guard_enter(&backend);
	}
}

/// A function of ALSA that talks to a device: whoever calls it from within is outside until it comes back
#define OUTSIDE(type, name, parameters, arguments, after)    \
	DOOR type name parameters                                \
	{                                                        \
		static type(*real) parameters;                       \
		guard_put_down();                                    \
		const bool inside = guard_pause();                   \
		void*      found  = real ? NULL : guard_next(#name); \
		memcpy(&real, &found, found ? sizeof(found) : 0U);   \
		const type result = real arguments;                  \
		if (inside) {                                        \
			guard_resume();                                  \
		}                                                    \
		after;                                               \
		return result;                                       \
	}

OUTSIDE(snd_pcm_sframes_t,
        snd_pcm_mmap_writei,
        (snd_pcm_t * pcm, const void* from, snd_pcm_uframes_t n),
        (pcm, from, n),
        (void)inside)
OUTSIDE(snd_pcm_sframes_t,
        snd_pcm_mmap_readi,
        (snd_pcm_t * pcm, void* to, snd_pcm_uframes_t n),
        (pcm, to, n),
        (void)inside)
OUTSIDE(snd_pcm_sframes_t, snd_pcm_avail, (snd_pcm_t * pcm), (pcm), (void)inside)
OUTSIDE(snd_pcm_sframes_t, snd_pcm_rewind, (snd_pcm_t * pcm, snd_pcm_uframes_t n), (pcm, n), (void)inside)
OUTSIDE(snd_pcm_state_t, snd_pcm_state, (snd_pcm_t * pcm), (pcm), (void)inside)
OUTSIDE(int, snd_pcm_delay, (snd_pcm_t * pcm, snd_pcm_sframes_t* delay), (pcm, delay), (void)inside)
OUTSIDE(int, snd_pcm_start, (snd_pcm_t * pcm), (pcm), (void)inside)
OUTSIDE(int, snd_pcm_wait, (snd_pcm_t * pcm, int time_ms), (pcm, time_ms), (void)inside)
OUTSIDE(int, snd_pcm_nonblock, (snd_pcm_t * pcm, int nonblock), (pcm, nonblock), (void)inside)
OUTSIDE(int, snd_pcm_drain, (snd_pcm_t * pcm), (pcm), (void)inside)

OUTSIDE(snd_pcm_sframes_t,
        snd_pcm_writei,
        (snd_pcm_t * pcm, const void* from, snd_pcm_uframes_t n),
        (pcm, from, n),
        (void)inside)
OUTSIDE(snd_pcm_sframes_t,
        snd_pcm_writen,
        (snd_pcm_t * pcm, void** from, snd_pcm_uframes_t n),
        (pcm, from, n),
        (void)inside)
OUTSIDE(snd_pcm_sframes_t,
        snd_pcm_readi,
        (snd_pcm_t * pcm, void* to, snd_pcm_uframes_t n),
        (pcm, to, n),
        pick_up(inside, result))
OUTSIDE(snd_pcm_sframes_t,
        snd_pcm_readn,
        (snd_pcm_t * pcm, void** to, snd_pcm_uframes_t n),
        (pcm, to, n),
        pick_up(inside, result))
OUTSIDE(int, snd_pcm_poll_descriptors, (snd_pcm_t * pcm, struct pollfd* fds, unsigned n), (pcm, fds, n), (void)inside)

// The module's callbacks, of which all instances have the same

static snd_pcm_ioplug_callback_t theirs;

static snd_pcm_sframes_t
transfer(snd_pcm_ioplug_t* const             io,
         const snd_pcm_channel_area_t* const areas,
         const snd_pcm_uframes_t             offset,
         const snd_pcm_uframes_t             frames)
{
	guard_enter(&module);
	const snd_pcm_sframes_t result = theirs.transfer(io, areas, offset, frames);
	guard_leave(&module);
	return result;
}

static snd_pcm_sframes_t
pointer(snd_pcm_ioplug_t* const io)
{
	guard_enter(&module);
	const snd_pcm_sframes_t result = theirs.pointer(io);
	guard_leave(&module);
	return result;
}

static int
delay(snd_pcm_ioplug_t* const io, snd_pcm_sframes_t* const frames)
{
	guard_enter(&module);
	const int result = theirs.delay(io, frames);
	guard_leave(&module);
	return result;
}

static int
drain(snd_pcm_ioplug_t* const io)
{
	guard_enter(&module);
	const int result = theirs.drain(io);
	guard_leave(&module);
	return result;
}

DOOR int
snd_pcm_ioplug_create(snd_pcm_ioplug_t* const io, const char* const name, const snd_pcm_stream_t stream, const int mode)
{
	static snd_pcm_ioplug_callback_t ours;
	int (*real)(snd_pcm_ioplug_t*, const char*, snd_pcm_stream_t, int) = NULL;
	void* const found                                                  = guard_next("snd_pcm_ioplug_create");
	memcpy(&real, &found, sizeof(real));
	if (io->name && !strncmp(io->name, "zout ", strlen("zout "))) {
		theirs        = *io->callback;
		ours          = theirs;
		ours.transfer = transfer;
		ours.pointer  = pointer;
		ours.delay    = delay;
		ours.drain    = drain;
		io->callback  = &ours;
	}
	return real(io, name, stream, mode);
}
