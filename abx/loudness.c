// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "loudness.h"

#include "dsp/units.h"

#include <complex.h>
#include <math.h>
#include <string.h>

/* BS.1770 gives the filters as coefficients at 48 kHz only. These are the analogue prototypes that a bilinear
 * transform turns into those coefficients, all their digits: the shelf that stands for the head, and the high pass.
 */
static const double shelf_hz    = 1681.974450955533;
static const double shelf_db    = 3.999843853973347;
static const double shelf_q     = 0.7071752369554196;
static const double shelf_power = 0.4996667741545416; // Vb = Vh to this power
static const double highpass_hz = 38.13547087602444;
static const double highpass_q  = 0.5003270373238773;

static const double step_s            = 0.1;
static const double calibration_db    = -0.691; // Makes a 997 Hz sine of 0 dBFS in one channel -3.01 LUFS
static const double absolute_gate_lu  = -70.0;
static const double relative_gate     = 0.1; // 10 LU, as a ratio of energies
static const double bins_per_lu       = 10.0;
static const double largest_magnitude = 1e6;   // Louder than anything finite that a model puts out; its square is safe
static const double least_magnitude   = 1e-30; // 600 dB down

static ZoutKSection
shelf(const double rate_hz)
{
	const double k  = tan(zout_pi * shelf_hz / rate_hz);
	const double vh = zout_db_to_lin(shelf_db);
	const double vb = pow(vh, shelf_power);
	const double a0 = 1.0 + k / shelf_q + k * k;
	return (ZoutKSection){
		.b = {(vh + vb * k / shelf_q + k * k) / a0, 2.0 * (k * k - vh) / a0, (vh - vb * k / shelf_q + k * k) / a0},
		.a = {1.0, 2.0 * (k * k - 1.0) / a0, (1.0 - k / shelf_q + k * k) / a0}};
}

static ZoutKSection
highpass(const double rate_hz)
{
	const double k  = tan(zout_pi * highpass_hz / rate_hz);
	const double a0 = 1.0 + k / highpass_q + k * k;
	return (ZoutKSection){.b = {1.0, -2.0, 1.0}, // The Recommendation leaves its gain as it is
	                      .a = {1.0, 2.0 * (k * k - 1.0) / a0, (1.0 - k / highpass_q + k * k) / a0}};
}

void
zout_loudness_init(ZoutLoudness* const self, const double rate_hz)
{
	memset(self, 0, sizeof(*self));
	self->section[0]  = shelf(rate_hz);
	self->section[1]  = highpass(rate_hz);
	self->step_frames = (uint32_t)(step_s * rate_hz + 0.5);
	self->step_left   = self->step_frames;
}

void
zout_loudness_reset(ZoutLoudness* const self)
{
	const ZoutKSection sections[2] = {self->section[0], self->section[1]};
	const uint32_t     step_frames = self->step_frames;
	memset(self, 0, sizeof(*self));
	memcpy(self->section, sections, sizeof(sections));
	self->step_frames = step_frames;
	self->step_left   = step_frames;
}

static double
loudness(const double mean_square)
{
	return calibration_db + 10.0 * log10(mean_square);
}

/// The bin of a loudness; the first or the last one if it lies beyond them
static uint32_t
bin_of(const double lufs)
{
	const double   place = (lufs - absolute_gate_lu) * bins_per_lu;
	const uint32_t last  = ZOUT_LOUDNESS_BINS - 1;
	return place > 0.0 ? (place < (double)last ? (uint32_t)place : last) : 0U;
}

static void
add(ZoutLoudnessSum* const sum, const ZoutLoudnessSum* const more)
{
	sum->energy += more->energy;
	sum->blocks += more->blocks;
}

/// Adds a block to the histogram if it passes the absolute gate
static void
count_block(ZoutLoudness* const self)
{
	double sum = 0.0;
	for (unsigned i = 0; i < ZOUT_LOUDNESS_PARTS; ++i) {
		sum += self->part[i];
	}
	const double energy = sum / ((double)ZOUT_LOUDNESS_PARTS * (double)self->step_frames);
	const double lufs   = energy > 0.0 ? loudness(energy) : -HUGE_VAL;
	if (!(lufs >= absolute_gate_lu) || self->blocks == UINT32_MAX) {
		return;
	}
	const ZoutLoudnessSum block = {energy, 1.0};
	const uint32_t        bin   = bin_of(lufs);
	++self->blocks;
	add(&self->bin[bin], &block);
	add(&self->group[bin / ZOUT_LOUDNESS_GROUP_BINS], &block);
}

/// Lets what rings out for ever end before it becomes denormal, which some processors are slow at
static void
flush(ZoutLoudness* const self)
{
	for (unsigned channel = 0; channel < 2; ++channel) {
		for (unsigned i = 0; i < 2; ++i) {
			double* const state = self->state[channel][i];
			if (fabs(state[0]) < least_magnitude && fabs(state[1]) < least_magnitude) {
				state[0] = 0.0;
				state[1] = 0.0;
			}
		}
	}
}

static void
end_step(ZoutLoudness* const self)
{
	self->part[self->part_next] = self->step_sum[0] + self->step_sum[1];
	self->part_next             = (self->part_next + 1U) % ZOUT_LOUDNESS_PARTS;
	self->step_sum[0]           = 0.0;
	self->step_sum[1]           = 0.0;
	self->step_left             = self->step_frames;
	flush(self);
	if (self->parts_full < ZOUT_LOUDNESS_PARTS) {
		++self->parts_full;
	}
	if (self->parts_full == ZOUT_LOUDNESS_PARTS) {
		count_block(self);
	}
}

static double
filter(const ZoutKSection* const section, double state[2], const double x)
{
	const double y = section->b[0] * x + state[0];
	state[0]       = section->b[1] * x - section->a[1] * y + state[1];
	state[1]       = section->b[2] * x - section->a[2] * y;
	return y;
}

/// A sample, silence in place of what is not a number or beyond all bounds
static double
heal(const float x)
{
	return fabs((double)x) <= largest_magnitude ? (double)x : 0.0;
}

/// Adds the squares of K-weighted frames, none of them past the step
static void
add_frames(ZoutLoudness* const self, const unsigned channel, const float* const in, const uint32_t frames)
{
	double sum = self->step_sum[channel];
	for (uint32_t i = 0; i < frames; ++i) {
		const double shelved  = filter(&self->section[0], self->state[channel][0], heal(in[i]));
		const double weighted = filter(&self->section[1], self->state[channel][1], shelved);
		sum += weighted * weighted;
	}
	self->step_sum[channel] = sum;
}

void
zout_loudness_process(ZoutLoudness* const self,
                      const float* const  left,
                      const float* const  right,
                      const uint32_t      frames)
{
	for (uint32_t done = 0; done < frames;) {
		const uint32_t now = self->step_left < frames - done ? self->step_left : frames - done;
		add_frames(self, 0, left + done, now);
		add_frames(self, 1, right + done, now);
		self->step_left -= now;
		done += now;
		if (self->step_left == 0) {
			end_step(self);
		}
	}
}

/// Adds what lies above the gate: louder groups, and in the group of the gate louder bins
static ZoutLoudnessSum
sum_above(const ZoutLoudness* const self, const double gate)
{
	const uint32_t  bin   = bin_of(loudness(gate));
	const uint32_t  group = bin / ZOUT_LOUDNESS_GROUP_BINS;
	ZoutLoudnessSum above = {0.0, 0.0};
	for (uint32_t i = group + 1U; i < ZOUT_LOUDNESS_GROUPS; ++i) {
		add(&above, &self->group[i]);
	}
	for (uint32_t i = bin + 1U; i < (group + 1U) * ZOUT_LOUDNESS_GROUP_BINS; ++i) {
		add(&above, &self->bin[i]);
	}
	if (self->bin[bin].energy >= gate * self->bin[bin].blocks) { // In the gate's own bin their mean decides
		add(&above, &self->bin[bin]);
	}
	return above;
}

double
zout_loudness_lufs(const ZoutLoudness* const self)
{
	if (self->blocks == 0) {
		return -HUGE_VAL;
	}
	ZoutLoudnessSum all = {0.0, 0.0};
	for (unsigned i = 0; i < ZOUT_LOUDNESS_GROUPS; ++i) {
		add(&all, &self->group[i]);
	}
	const ZoutLoudnessSum above = sum_above(self, relative_gate * all.energy / all.blocks);
	return loudness(above.energy / above.blocks); // The loudest block is always above the gate
}

uint32_t
zout_loudness_blocks(const ZoutLoudness* const self)
{
	return self->blocks;
}
