// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Processing: real-time code only. No allocation, no lock, no system call, no unbounded loop. */

#include "bypass.h"
#include "change.h"
#include "demand.h"
#include "least.h"
#include "model.h"
#include "simd/fpu.h"

#include <math.h>
#include <stddef.h>

/// Largest input magnitude taken for audio: +48 dBFS
static const float sane_peak = 256.0F;

/// Lets everything happen that is due before the next frame. Returns how many frames there are until more may be.
static unsigned
prepare(ZoutModel* const self)
{
	ZoutLoad* const load = &self->load;
	if (self->changed) {
		zout_change_take_settings(self);
	}
	if (zout_load_is_designed(load) && !self->fresh) {
		zout_change_take_load(self);
	}
	if (self->drive_waits && (self->fresh || zout_load_rests(load))) {
		zout_change_take_drives(self);
	}
	unsigned n_frames = self->tile_left;
	if (load->designing && load->design_left < n_frames) {
		n_frames = load->design_left;
	}
	if (load->fade_left && load->fade_left < n_frames) {
		n_frames = load->fade_left;
	}
	return n_frames;
}

/// Writes the gains of volume and balance for each of the frames
static void
fill_gain(ZoutModel* const self, const unsigned n_frames)
{
	if (self->gain_shown == ZOUT_TILE_FRAMES) {
		return;
	}
	// What they stay at is written once and bit by bit, for no block is to cost more than others
	const bool     rests = !self->gain[0].left_frames && !self->gain[1].left_frames;
	const unsigned first = rests ? self->gain_shown : 0U;
	const unsigned end   = first < n_frames ? n_frames : zout_least(first + n_frames, ZOUT_TILE_FRAMES);
	double         value[ZOUT_INPUT_LANES][ZOUT_RAMP_FRAMES];
	for (unsigned channel = 0; channel < ZOUT_INPUT_LANES; ++channel) {
		self->kernels->write_ramp(value[channel], &self->gain[channel], end - first);
	}
	self->kernels->weave(self->gain_value + (size_t)first * ZOUT_INPUT_LANES, value[0], value[1], end - first);
	self->gain_shown = rests ? end : 0U;
}

/// Reads a tile of input: healed as it is, and behind volume, balance and crosstalk. Returns its largest magnitude.
static float
read_input(ZoutModel* const self, const float* const in[2], const uint32_t offset, const unsigned n_frames)
{
	ZoutLines* const  lines  = &self->lines;
	ZoutMixing* const mixing = &self->mixing;

	const bool moved = !self->gain_shown;
	fill_gain(self, n_frames);
	zout_mixing_fill(mixing, self->kernels, self->gain_value, moved, lines->lanes, n_frames);
	const ZoutIntake intake = {
		.gain      = self->gain_value,
		.own       = mixing->active ? mixing->own : NULL,
		.other     = mixing->active ? mixing->other : NULL,
		.sane_peak = sane_peak,
	};
	return self->kernels->take_input(in[0] + offset,
	                                 in[1] + offset,
	                                 &intake,
	                                 lines->dry + lines->at * ZOUT_INPUT_LANES,
	                                 lines->even + lines->at * lines->lanes,
	                                 lines->linear + lines->at * lines->lanes,
	                                 lines->lanes,
	                                 n_frames);
}

/**
 * How many frames of what was read may be processed at once: not those before and those from the first one on that
 * comes near a limit. Where the residual starts must not depend on how a host cuts time into blocks.
 */
static unsigned
look_ahead(ZoutModel* const self, const float peak, unsigned n_frames)
{
	const float* const dry   = self->lines.dry + self->lines.at * ZOUT_INPUT_LANES;
	const float        limit = self->loud_input;
	const bool         loud  = self->residual.safe_input < 0.0;
	if (loud || peak > limit) {
		unsigned first = 0;
		while (!loud && !(fabsf(dry[2U * first]) > limit) && !(fabsf(dry[2U * first + 1U]) > limit)) {
			++first;
		}
		if (first == 0 || self->residual.loud_tiles) {
			zout_residual_hear_loud(&self->residual);
		} else {
			n_frames = first;
		}
	}
	for (unsigned channel = 0; channel < ZOUT_INPUT_LANES; ++channel) {
		zout_ramp_advance(&self->gain[channel], n_frames);
	}
	zout_mixing_advance(&self->mixing, n_frames);
	return n_frames;
}

/// Writes one chain's output and takes its peaks
static void
write_output(ZoutModel* const self,
             const unsigned   chain,
             float* const     left,
             float* const     right,
             const unsigned   n_frames)
{
	const ZoutRamp* const post = &self->post[chain];
	if (zout_ramp_is_zero(&self->mix) || self->mix.left_frames || post->left_frames) {
		zout_bypass_run(self, chain, left, right, n_frames);
	} else {
		const unsigned      lane    = 2U * chain;
		const double* const voltage = self->load.voltage + lane;
		float* const        peak    = &self->meters.peak[lane];
		self->kernels->give_output(left, right, peak, voltage, post->target, self->lanes, n_frames);
	}
}

/// Filters cannot become infinite from sane input; should they all the same, silence beats what would follow
static void
heal(ZoutModel* const self)
{
	for (unsigned lane = 0; lane < self->lanes; ++lane) {
		if (!isfinite(self->meters.mean[ZOUT_MEAN_POWER][lane])) {
			zout_model_reset(self);
			return;
		}
	}
}

/// Works the meters' values out, once per tile: logarithms are dear, and hosts with small blocks ask often
static void
read_meters(ZoutModel* const self)
{
	for (unsigned chain = 0; chain < self->chains; ++chain) {
		const double sensitivity_db = (double)self->settings[chain].value[ZOUT_SENSITIVITY];
		zout_meters_read(&self->meters, chain, sensitivity_db, self->meter_value[chain]);
	}
}

/// Processes at most so many frames, and returns how many
static unsigned
process_tile(ZoutModel* const   self,
             const float* const in[2],
             float* const       out[],
             const uint32_t     offset,
             const unsigned     most_frames)
{
	const float    peak        = read_input(self, in, offset, most_frames);
	const unsigned n_frames    = look_ahead(self, peak, most_frames);
	const bool     tile_starts = self->tile_left == ZOUT_TILE_FRAMES;
	const bool     tile_ends   = self->tile_left == n_frames;

	const unsigned starting = zout_residual_needs_current(&self->residual, self->lanes, tile_starts);
	const bool     draws    = self->residual.drawing;
	if (starting) {
		zout_demand_start(&self->load, self->kernels, &self->timing, &self->lines, starting);
	}
	if (draws) {
		zout_demand_run_sections(&self->load, self->kernels, &self->lines, n_frames);
	}
	zout_noise_run(&self->noise, self->kernels, &self->lines, n_frames);
	float amps = 0.0F; // Largest magnitude
	if (draws) {
		amps = zout_demand_add_taps(&self->load, self->kernels, &self->lines, n_frames);
	}
	const ZoutCoupling* const coupling =
		zout_residual_run(&self->residual, self->kernels, &self->timing, &self->lines, amps, n_frames, tile_starts);
	zout_load_run(&self->load, self->kernels, &self->timing, &self->lines, coupling, self->meters.sum, n_frames);
	for (unsigned chain = 0; chain < self->chains; ++chain) {
		write_output(self, chain, out[2U * chain] + offset, out[2U * chain + 1U] + offset, n_frames);
		if (self->residual.clipped & (1U << chain)) {
			self->meters.clip_left[chain] = self->meters.hold_tiles;
		}
	}
	zout_ramp_advance(&self->mix, n_frames);
	zout_lines_advance(&self->lines, n_frames, zout_residual_lines(&self->residual));

	self->tile_left = tile_ends ? ZOUT_TILE_FRAMES : self->tile_left - n_frames;
	if (tile_ends) {
		zout_meters_end_tile(&self->meters, self->lanes);
		heal(self);
		read_meters(self);
	}
	return n_frames;
}

/// Takes stock of what is loud, at the start of a tile and with new settings
static void
look(ZoutModel* const self)
{
	const double rounding = 1.0 - 1e-6;
	double       most     = 0.0;
	for (unsigned channel = 0; channel < ZOUT_INPUT_LANES; ++channel) {
		most = fmax(most, zout_ramp_most(&self->gain[channel]));
	}
	double cross = 0.0;
	for (unsigned chain = 0; chain < self->chains; ++chain) {
		cross = fmax(cross, zout_ramp_most(&self->mixing.cross[chain]));
	}
	most *= 1.0 + cross;
	zout_residual_look(&self->residual, self->lanes);
	self->loud_input = (float)(rounding * fmin(self->residual.safe_input / most, 1e6));
}

/// Starts a tile. All has come to rest before the last restless one, most often before the last but one; until then
/// what was found for the whole way holds.
static void
start_tile(ZoutModel* const self)
{
	zout_residual_start_tile(&self->residual);
	zout_meters_start_tile(&self->meters, self->lanes);
	if (self->restless_tiles) {
		--self->restless_tiles;
		if (self->restless_tiles < 2) {
			look(self);
		}
	}
}

void
zout_model_process(ZoutModel* const model, const float* const in[2], float* const out[], const uint32_t frames)
{
	const ZoutFpuState fpu = zout_fpu_enter();
	for (uint32_t done = 0; done < frames;) {
		if (model->tile_left == ZOUT_TILE_FRAMES) {
			start_tile(model);
		}
		// Work is cut where something happens, counted from the reset, so that the host's blocks make no difference.
		const unsigned most_frames = zout_least(frames - done, prepare(model));
		if (model->look_again) {
			model->look_again     = false;
			model->restless_tiles = model->ramp_frames / ZOUT_TILE_FRAMES + 2U;
			look(model);
		}
		const unsigned n_frames = process_tile(model, in, out, done, most_frames);
		if (model->load.designing) {
			zout_load_design(&model->load, model->lanes, n_frames);
		}
		done += n_frames;
	}
	zout_fpu_leave(fpu);
}
