// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "transport.h"

#include <string.h>

static uint64_t
at_most(const uint64_t value, const uint64_t limit)
{
	return value < limit ? value : limit;
}

void
zout_transport_init(ZoutTransport* const self,
                    const float* const   left,
                    const float* const   right,
                    const uint64_t       frames,
                    const double         rate_hz)
{
	memset(self, 0, sizeof(*self));
	self->side[0]     = left;
	self->side[1]     = right;
	self->frames      = frames;
	self->end         = frames;
	self->seam_frames = (uint32_t)(rate_hz * ZOUT_SEAM_MS / 1000.0) + 1U;
}

void
zout_transport_loop(ZoutTransport* const self, const uint64_t start, const uint64_t end)
{
	// A loop is no shorter than its two fades, many times over
	const uint64_t shortest = at_most((uint64_t)self->seam_frames * ZOUT_LOOP_MIN_MS / ZOUT_SEAM_MS, self->frames);
	self->start             = at_most(start, self->frames - shortest);
	self->end               = at_most(end, self->frames);
	if (self->end < self->start + shortest) {
		self->end = self->start + shortest;
	}
	if (self->position < self->start || self->position >= self->end) {
		zout_transport_jump(self, self->start, 0);
	}
}

void
zout_transport_jump(ZoutTransport* const self, const uint64_t position, const uint32_t hold_frames)
{
	const uint64_t last = self->end ? self->end - 1U : 0U;
	self->position      = position < self->start ? self->start : at_most(position, last);
	self->hold_frames   = hold_frames;
	self->fade          = self->seam_frames;
}

void
zout_transport_play(ZoutTransport* const self, const bool playing)
{
	self->playing = playing;
}

/// Reads frames of the loop, none of them past its end
static void
read_stretch(ZoutTransport* const self, float* const left, float* const right, const uint32_t frames)
{
	const float scale = 1.0F / (float)self->seam_frames;
	for (uint32_t i = 0; i < frames; ++i) {
		const uint64_t to_go = self->end - self->position;
		if (to_go <= self->fade) {
			self->fade = (uint32_t)to_go - 1U;
		} else if (self->fade < self->seam_frames) {
			++self->fade;
		}
		const float gain = (float)self->fade * scale;
		left[i]          = gain * self->side[0][self->position];
		right[i]         = gain * self->side[1][self->position];
		++self->position;
	}
	if (self->position == self->end) {
		self->position = self->start;
	}
}

void
zout_transport_read(ZoutTransport* const self, float* const out[2], const uint32_t frames)
{
	for (uint32_t done = 0; done < frames;) {
		uint32_t now = frames - done;
		if (!self->playing || self->hold_frames || !self->frames) {
			now = self->playing && self->hold_frames ? (uint32_t)at_most(now, self->hold_frames) : now;
			memset(out[0] + done, 0, now * sizeof(float));
			memset(out[1] + done, 0, now * sizeof(float));
			self->hold_frames -= self->playing && self->hold_frames ? now : 0U;
		} else {
			now = (uint32_t)at_most(now, self->end - self->position);
			read_stretch(self, out[0] + done, out[1] + done, now);
		}
		done += now;
	}
}
