// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "levels.h"

#include "abx/loudness.h"
#include "dsp/least.h"
#include "dsp/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	N_LANES      = 4, ///< Left and right of A, then those of B
	CHUNK_FRAMES = 64,
	MIN_BLOCKS   = 27, ///< Of the programme: 3 s, as the first block takes four of its steps of 0.1 s
};

static const double tone_hz      = 1e3;
static const double tone_peak    = 0.1;
static const double hold_s       = 0.05; ///< A knob that is still turned would only cost time
static const double settle_s     = 0.1;  ///< Resonances near 1 kHz, of the largest Q, have died away by 270 dB
static const double measure_s    = 0.1;  ///< 100 cycles
static const double least_lin    = 1e-7; ///< Of the sine: below it there is no level to speak of
static const double most_gain_db = 40.0;

struct ZoutLevelsImpl {
	ZoutModel*   model;
	ZoutSettings settings[2]; ///< Of the sine: no noise, no hum, not bypassed
	double       step_rad;    ///< Of the sine, per frame
	uint32_t     hold_frames;
	uint32_t     settle_frames;
	uint32_t     measure_frames;
	uint32_t     hold_left;
	uint32_t     at_frame;           ///< Of the sine, from the end of the hold on
	double       sum[N_LANES][2];    ///< Cosine and sine sums
	double       amplitude[N_LANES]; ///< Of the sine, once at_frame has passed the end
	ZoutLoudness loudness;
	uint32_t     blocks;            ///< Of the programme, when the next was worked out; 0 while it is unknown
	double       programme_over_db; ///< B over A on the programme
};

ZoutStatus
zout_levels_new(const double rate_hz, ZoutLevels** const levels)
{
	*levels                = NULL;
	ZoutLevels* const self = (ZoutLevels*)calloc(1, sizeof(ZoutLevels));
	if (!self) {
		return ZOUT_NO_MEMORY;
	}
	const ZoutStatus status = zout_model_new(rate_hz, 2, &self->model);
	if (status) {
		free(self);
		return status;
	}
	self->step_rad       = zout_hz_to_rad_s(tone_hz) / rate_hz;
	self->hold_frames    = (uint32_t)lround(hold_s * rate_hz);
	self->settle_frames  = (uint32_t)lround(settle_s * rate_hz);
	self->measure_frames = (uint32_t)lround(measure_s * rate_hz);
	zout_loudness_init(&self->loudness, rate_hz);
	ZoutSettings defaults[2];
	zout_settings_init(&defaults[0]);
	zout_settings_init(&defaults[1]);
	zout_levels_set(self, defaults);
	*levels = self;
	return ZOUT_SUCCESS;
}

void
zout_levels_free(ZoutLevels* const levels)
{
	if (levels) {
		zout_model_free(levels->model);
		free(levels);
	}
}

void
zout_levels_restart_tone(ZoutLevels* const levels, const ZoutSettings settings[2])
{
	for (unsigned chain = 0; chain < 2; ++chain) {
		levels->settings[chain]                     = settings[chain];
		levels->settings[chain].value[ZOUT_ENABLED] = 1.0F;
		levels->settings[chain].value[ZOUT_NOISE]   = 0.0F;
		levels->settings[chain].value[ZOUT_HUM]     = 0.0F;
	}
	levels->hold_left = levels->hold_frames;
	levels->at_frame  = 0;
	memset(levels->sum, 0, sizeof(levels->sum));
}

void
zout_levels_set(ZoutLevels* const levels, const ZoutSettings settings[2])
{
	zout_levels_restart_tone(levels, settings);
	zout_levels_restart_programme(levels);
}

void
zout_levels_restart_programme(ZoutLevels* const levels)
{
	zout_loudness_reset(&levels->loudness);
	levels->blocks = 0;
}

/// Frame of the sine at which its measurement is over
static uint32_t
end_frame(const ZoutLevels* const self)
{
	return self->settle_frames + self->measure_frames;
}

/// Adds what came out at frames of the sine, as far as they are to be measured
static void
add_frames(ZoutLevels* const self, float out[N_LANES][CHUNK_FRAMES], const uint32_t frames)
{
	for (uint32_t i = 0; i < frames; ++i) {
		const uint32_t at = self->at_frame + i;
		if (at >= self->settle_frames) {
			const double phase = self->step_rad * (double)at;
			for (unsigned lane = 0; lane < N_LANES; ++lane) {
				self->sum[lane][0] += (double)out[lane][i] * cos(phase);
				self->sum[lane][1] += (double)out[lane][i] * sin(phase);
			}
		}
	}
}

/// Sends frames of the sine through the model
static void
run_tone(ZoutLevels* const self, const uint32_t frames)
{
	float tone[CHUNK_FRAMES];
	float out[N_LANES][CHUNK_FRAMES];
	for (uint32_t done = 0; done < frames;) {
		const uint32_t     now     = zout_least(CHUNK_FRAMES, frames - done);
		const float* const from[2] = {tone, tone};
		float* const       to[]    = {out[0], out[1], out[2], out[3]};
		for (uint32_t i = 0; i < now; ++i) {
			tone[i] = (float)(tone_peak * sin(self->step_rad * (double)(self->at_frame + i)));
		}
		zout_model_process(self->model, from, to, now);
		add_frames(self, out, now);
		self->at_frame += now;
		done += now;
	}
	if (self->at_frame == end_frame(self)) {
		for (unsigned lane = 0; lane < N_LANES; ++lane) {
			self->amplitude[lane] = 2.0 * hypot(self->sum[lane][0], self->sum[lane][1]) / (double)self->measure_frames;
		}
	}
}

/// Lets frames pass for the sine: first those of the hold, then as many as are still wanted
static void
pass_tone(ZoutLevels* const self, const uint32_t frames)
{
	const uint32_t held = zout_least(self->hold_left, frames);
	if (self->hold_left && held == self->hold_left) {
		zout_model_set(self->model, 0, &self->settings[0]);
		zout_model_set(self->model, 1, &self->settings[1]);
		zout_model_reset(self->model);
	}
	self->hold_left -= held;
	const uint32_t wanted = zout_least(end_frame(self) - self->at_frame, frames - held);
	if (wanted) {
		run_tone(self, wanted);
	}
}

/// Works out the programme's difference when it may have changed, which is every tenth of a second
static void
update_programme(ZoutLevels* const self)
{
	const uint32_t blocks = zout_loudness_blocks(&self->loudness);
	if (blocks >= MIN_BLOCKS && blocks != self->blocks) {
		const ZoutLoudnessLevels levels = zout_loudness_levels(&self->loudness);
		self->blocks                    = blocks;
		self->programme_over_db         = levels.chain_lufs[1] - levels.chain_lufs[0];
	}
}

void
zout_levels_process(ZoutLevels* const  levels,
                    const float* const in[2],
                    const float* const chains[4],
                    const uint32_t     frames)
{
	pass_tone(levels, frames);
	zout_loudness_process(&levels->loudness, in, chains, frames);
	update_programme(levels);
}

uint32_t
zout_levels_frames_to_tone(const ZoutLevels* const levels)
{
	return levels->hold_left + end_frame(levels) - levels->at_frame;
}

double
zout_levels_together_lin(const double side_lin[2])
{
	return sqrt(0.5) * hypot(side_lin[0], side_lin[1]);
}

static ZoutLevelsDifference
tone_difference(const ZoutLevels* const self)
{
	const double* const  a          = &self->amplitude[0];
	const double* const  b          = &self->amplitude[2];
	ZoutLevelsDifference difference = {false, (double)NAN, {(double)NAN, (double)NAN}};
	if (self->at_frame < end_frame(self)) {
		return difference;
	}
	difference.known = true;
	for (unsigned side = 0; side < 2; ++side) {
		difference.known         = difference.known && a[side] > least_lin && b[side] > least_lin;
		difference.side_db[side] = 20.0 * log10(b[side] / a[side]);
	}
	difference.b_over_a_db = 20.0 * log10(zout_levels_together_lin(b) / zout_levels_together_lin(a));
	return difference;
}

/// On the programme both sides have one loudness. What they are apart is taken from the sine, which is the same for
/// both: the channels' imbalance, and not the colour of what only one side plays
static ZoutLevelsDifference
programme_difference(const ZoutLevels* const self)
{
	const ZoutLevelsDifference tone = tone_difference(self);
	if (!self->blocks || !isfinite(self->programme_over_db) || !tone.known) {
		return (ZoutLevelsDifference){false, (double)NAN, {(double)NAN, (double)NAN}};
	}
	const double over_db = self->programme_over_db;
	const double half_db = 0.5 * (tone.side_db[0] - tone.side_db[1]);
	return (ZoutLevelsDifference){true, over_db, {over_db + half_db, over_db - half_db}};
}

ZoutLevelsDifference
zout_levels_difference(const ZoutLevels* const levels, const ZoutAbxMatch match)
{
	return match == ZOUT_ABX_MATCH_PROGRAMME ? programme_difference(levels) : tone_difference(levels);
}

ZoutLevelsMatch
zout_levels_match(const ZoutAbxMatch match, const ZoutLevelsDifference* const difference)
{
	ZoutLevelsMatch result = {{1.0F, 1.0F}, 0.0, {(double)NAN, (double)NAN}};
	if (!difference->known) {
		return result;
	}
	if (match != ZOUT_ABX_MATCH_OFF) {
		const double over_db = fmin(fmax(difference->b_over_a_db, -most_gain_db), most_gain_db);
		result.gain_lin[0]   = (float)zout_db_to_lin(fmin(over_db, 0.0));
		result.gain_lin[1]   = (float)zout_db_to_lin(fmin(-over_db, 0.0));
		result.b_gain_db     = -over_db;
	}
	for (unsigned side = 0; side < 2; ++side) {
		result.residual_db[side] = difference->side_db[side] + result.b_gain_db;
	}
	return result;
}

double
zout_levels_error_db(const ZoutLevelsMatch* const match)
{
	const double left  = fabs(match->residual_db[0]);
	const double right = fabs(match->residual_db[1]);
	return isfinite(left) && isfinite(right) ? fmax(left, right) : -1.0;
}
