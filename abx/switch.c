// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "switch.h"

#include "dsp/units.h"

#include <math.h>
#include <string.h>

static const double fade_s = 0.02;
static const double gap_s  = 0.03;

void
zout_switch_init(ZoutSwitch* const self, const double rate_hz)
{
	memset(self, 0, sizeof(*self));
	self->phase       = ZOUT_SWITCH_MUTED;
	self->fade_frames = (uint32_t)ceil(fade_s * rate_hz);
	self->gap_frames  = (uint32_t)ceil(gap_s * rate_hz);
	for (unsigned chain = 0; chain < ZOUT_SWITCH_CHAINS; ++chain) {
		self->gain_lin[chain]  = 1.0F;
		self->heard_lin[chain] = 1.0F;
	}
}

void
zout_switch_press(ZoutSwitch* const self, const unsigned chain)
{
	self->wanted = 0U - (uint32_t)(chain & 1U);
	self->muting = false;
	if (self->phase == ZOUT_SWITCH_MUTED) {
		self->phase    = ZOUT_SWITCH_GAP;
		self->gap_left = self->gap_frames;
	} else if (self->phase == ZOUT_SWITCH_REST || self->phase == ZOUT_SWITCH_FADE_IN) {
		self->phase = ZOUT_SWITCH_FADE_OUT;
	}
}

void
zout_switch_mute(ZoutSwitch* const self)
{
	if (self->phase == ZOUT_SWITCH_GAP) {
		self->phase = ZOUT_SWITCH_MUTED;
	} else if (self->phase != ZOUT_SWITCH_MUTED) {
		self->phase  = ZOUT_SWITCH_FADE_OUT;
		self->muting = true;
	}
}

void
zout_switch_interrupt(ZoutSwitch* const self)
{
	self->phase    = self->phase == ZOUT_SWITCH_MUTED || self->muting ? ZOUT_SWITCH_MUTED : ZOUT_SWITCH_GAP;
	self->gap_left = self->gap_frames;
	self->position = 0;
	self->muting   = false;
}

/// Takes the wanted chain and gains. Called in silence only
static void
take_wanted(ZoutSwitch* const self)
{
	self->heard = self->wanted;
	memcpy(self->heard_lin, self->gain_lin, sizeof(self->heard_lin));
}

void
zout_switch_jump(ZoutSwitch* const self)
{
	self->phase    = ZOUT_SWITCH_REST;
	self->position = self->fade_frames;
	self->muting   = false;
	take_wanted(self);
}

void
zout_switch_set_gains(ZoutSwitch* const self, const float gain_a_lin, const float gain_b_lin)
{
	self->gain_lin[ZOUT_SWITCH_A] = gain_a_lin;
	self->gain_lin[ZOUT_SWITCH_B] = gain_b_lin;
}

ZoutSwitchPhase
zout_switch_phase(const ZoutSwitch* const self)
{
	return self->phase;
}

uint32_t
zout_switch_frames_to_silence(const ZoutSwitch* const self)
{
	switch (self->phase) {
	case ZOUT_SWITCH_MUTED:
	case ZOUT_SWITCH_GAP:
		return 0;
	case ZOUT_SWITCH_FADE_OUT:
		return self->position;
	case ZOUT_SWITCH_REST:
	case ZOUT_SWITCH_FADE_IN:
		break;
	}
	return UINT32_MAX;
}

double
zout_switch_level_lin(const ZoutSwitch* const self)
{
	return 0.5 - 0.5 * cos(zout_pi * (double)self->position / (double)self->fade_frames);
}

/// Ends a phase that has no frames left
static void
end_phase(ZoutSwitch* const self)
{
	if (self->phase == ZOUT_SWITCH_FADE_OUT && self->position == 0) {
		self->phase    = self->muting ? ZOUT_SWITCH_MUTED : ZOUT_SWITCH_GAP;
		self->gap_left = self->gap_frames;
		self->muting   = false;
	} else if (self->phase == ZOUT_SWITCH_GAP && self->gap_left == 0) {
		self->phase = ZOUT_SWITCH_FADE_IN;
		take_wanted(self);
	} else if (self->phase == ZOUT_SWITCH_FADE_IN && self->position == self->fade_frames) {
		self->phase = ZOUT_SWITCH_REST;
	}
}

/// Frames that the phase lasts, at least
static uint32_t
frames_left(const ZoutSwitch* const self)
{
	switch (self->phase) {
	case ZOUT_SWITCH_FADE_OUT:
		return self->position;
	case ZOUT_SWITCH_GAP:
		return self->gap_left;
	case ZOUT_SWITCH_FADE_IN:
		return self->fade_frames - self->position;
	case ZOUT_SWITCH_MUTED:
	case ZOUT_SWITCH_REST:
		break;
	}
	return UINT32_MAX;
}

static float
select_bits(const float a, const float b, const uint32_t mask)
{
	uint32_t bits_a = 0;
	uint32_t bits_b = 0;
	float    out    = 0.0F;
	memcpy(&bits_a, &a, sizeof(bits_a));
	memcpy(&bits_b, &b, sizeof(bits_b));
	const uint32_t bits = (bits_a & ~mask) | (bits_b & mask);
	memcpy(&out, &bits, sizeof(out));
	return out;
}

/// Frames of one phase, none of them past its end
static void
process_phase(ZoutSwitch* const   self,
              const float* const* in,
              float* const* const out,
              const uint32_t      start,
              const uint32_t      frames)
{
	const uint32_t heard = self->heard;
	const float    gain  = select_bits(self->heard_lin[ZOUT_SWITCH_A], self->heard_lin[ZOUT_SWITCH_B], heard);
	const int      step  = (self->phase == ZOUT_SWITCH_FADE_IN) - (self->phase == ZOUT_SWITCH_FADE_OUT);
	for (uint32_t i = start; i < start + frames; ++i) {
		const float left  = gain * select_bits(in[0][i], in[2][i], heard);
		const float right = gain * select_bits(in[1][i], in[3][i], heard);
		const float level = step ? (float)zout_switch_level_lin(self) : 1.0F;
		out[0][i]         = level * left;
		out[1][i]         = level * right;
		self->position += (uint32_t)step;
	}
}

/// Frames of silence. Nothing is read: what is not finite, times 0, would not be silence
static void
process_silence(ZoutSwitch* const self, float* const out[2], const uint32_t start, const uint32_t frames)
{
	memset(out[0] + start, 0, frames * sizeof(float));
	memset(out[1] + start, 0, frames * sizeof(float));
	self->gap_left -= self->phase == ZOUT_SWITCH_GAP ? frames : 0U;
}

void
zout_switch_process(ZoutSwitch* const  self,
                    const float* const in[ZOUT_SWITCH_INPUTS],
                    float* const       out[2],
                    const uint32_t     frames)
{
	for (uint32_t done = 0; done < frames;) {
		end_phase(self);
		const uint32_t left = frames_left(self);
		const uint32_t now  = left < frames - done ? left : frames - done;
		if (self->phase == ZOUT_SWITCH_MUTED || self->phase == ZOUT_SWITCH_GAP) {
			process_silence(self, out, done, now);
		} else {
			process_phase(self, in, out, done, now);
		}
		done += now;
	}
}
