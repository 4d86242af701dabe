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
static const double lowest_bin_lu     = -150.0; // -70 LUFS behind almost the lowest volume
static const double relative_gate     = 0.1;    // 10 LU, as a ratio of energies
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
	return mean_square > 0.0 ? calibration_db + 10.0 * log10(mean_square) : -HUGE_VAL;
}

/// The bin of a loudness; the first or the last one if it lies beyond them
static uint32_t
bin_of(const double lufs)
{
	const double   place = (lufs - lowest_bin_lu) * bins_per_lu;
	const uint32_t last  = ZOUT_LOUDNESS_BINS - 1;
	return place > 0.0 ? (place < (double)last ? (uint32_t)place : last) : 0U;
}

static void
add(ZoutLoudnessSum* const sum, const ZoutLoudnessSum* const more)
{
	for (unsigned lane = 0; lane < ZOUT_LOUDNESS_HEARD; ++lane) {
		sum->energy[lane] += more->energy[lane];
	}
	sum->blocks += more->blocks;
}

/// What the relative gate looks at: both chains have the same say in it
static double
together(const ZoutLoudnessSum* const sum)
{
	return 0.5 * (sum->energy[0] + sum->energy[1] + sum->energy[2] + sum->energy[3]);
}

/// Mean square of a lane over the last block
static double
block_energy(const ZoutLoudness* const self, const unsigned lane)
{
	double sum = 0.0;
	for (unsigned i = 0; i < ZOUT_LOUDNESS_PARTS; ++i) {
		sum += self->part[i][lane];
	}
	return sum / ((double)ZOUT_LOUDNESS_PARTS * (double)self->step_frames);
}

/// Adds a block to the histogram if the programme passes the absolute gate in it
static void
count_block(ZoutLoudness* const self)
{
	const double in = block_energy(self, ZOUT_LOUDNESS_HEARD) + block_energy(self, ZOUT_LOUDNESS_HEARD + 1U);
	if (!(loudness(in) >= absolute_gate_lu) || self->blocks == UINT32_MAX) {
		return;
	}
	ZoutLoudnessSum block = {.blocks = 1.0};
	for (unsigned lane = 0; lane < ZOUT_LOUDNESS_HEARD; ++lane) {
		block.energy[lane] = block_energy(self, lane);
	}
	const uint32_t bin = bin_of(loudness(together(&block)));
	++self->blocks;
	add(&self->all, &block);
	add(&self->bin[bin], &block);
	add(&self->group[bin / ZOUT_LOUDNESS_GROUP_BINS], &block);
}

/// Lets what rings out for ever end before it becomes denormal, which some processors are slow at
static void
flush(ZoutLoudness* const self)
{
	for (unsigned lane = 0; lane < ZOUT_LOUDNESS_LANES; ++lane) {
		for (unsigned i = 0; i < 2; ++i) {
			double* const state = self->state[lane][i];
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
	memcpy(self->part[self->part_next], self->step_sum, sizeof(self->step_sum));
	memset(self->step_sum, 0, sizeof(self->step_sum));
	self->part_next = (self->part_next + 1U) % ZOUT_LOUDNESS_PARTS;
	self->step_left = self->step_frames;
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
add_frames(ZoutLoudness* const self, const unsigned lane, const float* const in, const uint32_t frames)
{
	double sum = self->step_sum[lane];
	for (uint32_t i = 0; i < frames; ++i) {
		const double shelved  = filter(&self->section[0], self->state[lane][0], heal(in[i]));
		const double weighted = filter(&self->section[1], self->state[lane][1], shelved);
		sum += weighted * weighted;
	}
	self->step_sum[lane] = sum;
}

void
zout_loudness_process(ZoutLoudness* const self,
                      const float* const  in[2],
                      const float* const  chains[ZOUT_LOUDNESS_HEARD],
                      const uint32_t      frames)
{
	for (uint32_t done = 0; done < frames;) {
		const uint32_t now = self->step_left < frames - done ? self->step_left : frames - done;
		for (unsigned lane = 0; lane < ZOUT_LOUDNESS_HEARD; ++lane) {
			add_frames(self, lane, chains[lane] + done, now);
		}
		add_frames(self, ZOUT_LOUDNESS_HEARD, in[0] + done, now);
		add_frames(self, ZOUT_LOUDNESS_HEARD + 1U, in[1] + done, now);
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
	ZoutLoudnessSum above = {.blocks = 0.0};
	for (uint32_t i = group + 1U; i < ZOUT_LOUDNESS_GROUPS; ++i) {
		add(&above, &self->group[i]);
	}
	for (uint32_t i = bin + 1U; i < (group + 1U) * ZOUT_LOUDNESS_GROUP_BINS; ++i) {
		add(&above, &self->bin[i]);
	}
	if (together(&self->bin[bin]) >= gate * self->bin[bin].blocks) { // In the gate's own bin their mean decides
		add(&above, &self->bin[bin]);
	}
	return above;
}

ZoutLoudnessLevels
zout_loudness_levels(const ZoutLoudness* const self)
{
	ZoutLoudnessLevels levels = {{-HUGE_VAL, -HUGE_VAL}, {{-HUGE_VAL, -HUGE_VAL}, {-HUGE_VAL, -HUGE_VAL}}};
	if (self->blocks == 0) {
		return levels;
	}
	const ZoutLoudnessSum above = sum_above(self, relative_gate * together(&self->all) / self->all.blocks);
	for (unsigned chain = 0; chain < 2; ++chain) { // The loudest block is always above the gate
		const double* const energy = &above.energy[2U * chain];
		levels.chain_lufs[chain]   = loudness((energy[0] + energy[1]) / above.blocks);
		levels.side_lufs[chain][0] = loudness(energy[0] / above.blocks);
		levels.side_lufs[chain][1] = loudness(energy[1] / above.blocks);
	}
	return levels;
}

uint32_t
zout_loudness_blocks(const ZoutLoudness* const self)
{
	return self->blocks;
}
