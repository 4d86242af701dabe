// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/abx_levels.h"

#include "abx/levels.h"
#include "abx/transport.h"
#include "cli/abx_meter.h"
#include "dsp/units.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LOOK_FRAMES = 65536 }; // between two calls of the progress function

static const double sine_hz    = 1000.0;
static const double sine_peak  = 0.1; // -20 dBFS
static const double settling_s = 0.5; // output capacitors
static const double sine_s     = 1.0; // a whole number of periods
// So much of the loop is heard again behind its seam: longer than the cap and the chains remember what was before
static const double again_s = 10.0;
// A side that is so far below the other in both chains is heard as silence: its level says nothing
static const double silent_side_db = 30.0;

static ZoutAudioStatus
make_model(const ZoutAbxStretch* const stretch, ZoutModel** const model, ZoutAudioError* const error)
{
	const ZoutAudioStatus status =
		zout_audio_status(zout_model_new(stretch->rate_hz, 2, model), stretch->rate_hz, error);
	if (status) {
		return status;
	}
	for (unsigned chain = 0; chain < 2; ++chain) {
		zout_model_set(*model, chain, &stretch->settings[chain]);
	}
	zout_model_reset(*model);
	return ZOUT_AUDIO_SUCCESS;
}

/// Sends the sine through the chains; the meter hears the last second
static void
play_sine(const ZoutAbxStretch* const stretch, ZoutModel* const model, ZoutAbxMeter* const meter)
{
	const uint64_t settling = (uint64_t)(settling_s * stretch->rate_hz);
	const uint64_t total    = settling + (uint64_t)(sine_s * stretch->rate_hz);
	const double   step     = zout_hz_to_rad_s(sine_hz) / stretch->rate_hz;
	float          sine[ZOUT_ABX_METER_FRAMES];
	for (uint64_t done = 0; done < total;) {
		const uint64_t end = done < settling ? settling : total;
		const uint64_t n   = end - done < ZOUT_ABX_METER_FRAMES ? end - done : ZOUT_ABX_METER_FRAMES;
		for (uint64_t i = 0; i < n; ++i) {
			sine[i] = (float)(sine_peak * sin(step * (double)(done + i)));
		}
		const float* const in[2] = {sine, sine};
		if (done == settling) {
			zout_abx_meter_reset(meter, sine_hz);
		}
		zout_abx_meter_process(meter, model, in, (uint32_t)n);
		done += n;
	}
}

/// Sends the programme through the chains, from its first frame on, then what comes behind the seam of the loop
static ZoutAudioStatus
play_programme(const ZoutAbxStretch* const stretch,
               ZoutModel* const            model,
               ZoutAbxMeter* const         meter,
               ZoutAudioError* const       error)
{
	const uint64_t     once  = stretch->frames;
	const uint64_t     again = (uint64_t)(again_s * stretch->rate_hz);
	const uint64_t     total = once + (again < once ? again : once);
	float              block[2][ZOUT_ABX_METER_FRAMES];
	float* const       to[2] = {block[0], block[1]};
	const float* const in[2] = {block[0], block[1]};
	ZoutTransport      transport;
	zout_transport_init(&transport, stretch->side[0], stretch->side[1], once, stretch->rate_hz);
	zout_transport_jump(&transport, 0, 0); // no fade in, as when a test begins
	zout_transport_play(&transport, true);
	for (uint64_t done = 0; done < total;) {
		const uint64_t left = (done < once ? once : total) - done;
		const uint32_t n    = left < ZOUT_ABX_METER_FRAMES ? (uint32_t)left : (uint32_t)ZOUT_ABX_METER_FRAMES;
		if (done == once) {
			zout_abx_meter_hear_again(meter, stretch->restart);
		}
		zout_transport_read(&transport, to, n);
		zout_abx_meter_process(meter, model, in, n);
		done += n;
		if (done / LOOK_FRAMES != (done - n) / LOOK_FRAMES && stretch->func &&
		    !stretch->func(stretch->handle, (double)done / (double)total)) {
			return zout_audio_fail(error, ZOUT_AUDIO_STOPPED, "interrupted");
		}
	}
	return ZOUT_AUDIO_SUCCESS;
}

/// What each side is off from the mean of both, B over A, once a meter heard the sine. Both sides got the same sine, so
/// colour has no part in it: it is the channels' imbalance
static void
find_imbalance(const ZoutAbxMeter* const meter, double imbalance_db[2])
{
	double over_db[2];
	for (unsigned side = 0; side < 2; ++side) {
		over_db[side] = zout_abx_meter_tone_db(meter, 1, side) - zout_abx_meter_tone_db(meter, 0, side);
	}
	imbalance_db[0] = 0.5 * (over_db[0] - over_db[1]);
	imbalance_db[1] = -imbalance_db[0];
}

/// Level of the sine in both sides of a chain together
static double
tone_db(const ZoutAbxMeter* const meter, const unsigned chain)
{
	const double side_lin[2] = {zout_db_to_lin(zout_abx_meter_tone_db(meter, chain, 0)),
	                            zout_db_to_lin(zout_abx_meter_tone_db(meter, chain, 1))};
	return 20.0 * log10(zout_levels_together_lin(side_lin));
}

/// True if the volume, common to both chains, lets nothing through: what noise an amplifier has is not the programme
static bool
is_muted(const ZoutAbxStretch* const stretch)
{
	return stretch->settings[0].value[ZOUT_VOLUME] <= zout_param_info(ZOUT_VOLUME)->min;
}

/// Levels of chains and of their sides, by the method that belongs to `programme`
static ZoutAudioStatus
read_meter(const ZoutAbxStretch* const stretch,
           const ZoutAbxMeter* const   meter,
           const bool                  programme,
           double                      chain_db[2],
           double                      side_db[2][2],
           ZoutAudioError* const       error)
{
	const ZoutLoudnessLevels loudness = zout_abx_meter_loudness(meter);
	for (unsigned chain = 0; chain < 2; ++chain) {
		chain_db[chain] = programme ? loudness.chain_lufs[chain] : tone_db(meter, chain);
		for (unsigned side = 0; side < 2; ++side) {
			side_db[chain][side] =
				programme ? loudness.side_lufs[chain][side] : zout_abx_meter_tone_db(meter, chain, side);
		}
		if (is_muted(stretch) || !isfinite(chain_db[chain])) {
			return zout_audio_fail(error,
			                       ZOUT_AUDIO_BAD_INPUT,
			                       "chain %s is silent at the headphone, expected something to listen to",
			                       chain ? "B" : "A");
		}
	}
	return ZOUT_AUDIO_SUCCESS;
}

/// Gains and residuals from what a meter heard: of the programme if its imbalance is given, else of the sine
static ZoutAudioStatus
find_gains(const ZoutAbxStretch* const stretch,
           const ZoutAbxMeter* const   meter,
           const double* const         imbalance_db,
           ZoutAbxLevels* const        levels,
           ZoutAudioError* const       error)
{
	double                chain_db[2]   = {0.0, 0.0};
	double                side_db[2][2] = {{0.0, 0.0}, {0.0, 0.0}};
	const ZoutAudioStatus status        = read_meter(stretch, meter, imbalance_db, chain_db, side_db, error);
	if (status) {
		return status;
	}
	const double b_over_a_db = chain_db[1] - chain_db[0];
	const bool   match       = stretch->match != ZOUT_ABX_MATCH_OFF;
	levels->gain_db[0]       = match && b_over_a_db < 0.0 ? b_over_a_db : 0.0;
	levels->gain_db[1]       = match && b_over_a_db > 0.0 ? -b_over_a_db : 0.0;
	const double gain_db     = levels->gain_db[1] - levels->gain_db[0];
	const double whole_db    = b_over_a_db + gain_db;
	for (unsigned side = 0; side < 2; ++side) {
		const double audible_db   = fmax(side_db[0][1U - side], side_db[1][1U - side]) - silent_side_db;
		const bool   silent       = !(fmax(side_db[0][side], side_db[1][side]) > audible_db);
		levels->side_db[side]     = silent ? whole_db : side_db[1][side] - side_db[0][side] + gain_db;
		levels->residual_db[side] = imbalance_db ? whole_db + imbalance_db[side] : levels->side_db[side];
	}
	return ZOUT_AUDIO_SUCCESS;
}

static void
tell(const ZoutAbxStretch* const stretch, const ZoutAbxMeter* const meter, ZoutAbxLevels* const levels)
{
	const double sensitivity_db = (double)stretch->settings[0].value[ZOUT_SENSITIVITY]; // of both, of 1 Vrms
	for (unsigned chain = 0; chain < 2; ++chain) {
		levels->rms_dbfs[chain]  = zout_abx_meter_rms_dbfs(meter, chain) + levels->gain_db[chain];
		levels->peak_dbfs[chain] = zout_abx_meter_peak_dbfs(meter, chain) + levels->gain_db[chain];
		levels->spl_db[chain]    = zout_abx_meter_spl_db(meter, chain) + levels->gain_db[chain];
		levels->reach_db[chain]  = zout_abx_meter_reach_db(meter, chain) + sensitivity_db + levels->gain_db[chain];
	}
}

/// The sine, then the programme: each on a model that starts afresh
static ZoutAudioStatus
measure(const ZoutAbxStretch* const stretch,
        ZoutModel* const            model,
        ZoutAbxMeter* const         meter,
        ZoutAbxLevels* const        levels,
        ZoutAudioError* const       error)
{
	ZoutAudioStatus status    = ZOUT_AUDIO_SUCCESS;
	const bool      live      = !stretch->side[0];
	const bool      programme = !live && stretch->match != ZOUT_ABX_MATCH_1KHZ;
	levels->latency_frames    = zout_model_latency_frames(model);
	snprintf(levels->isa, sizeof(levels->isa), "%s", zout_model_isa(model));
	double imbalance_db[2];
	play_sine(stretch, model, meter);
	find_imbalance(meter, imbalance_db);
	if (!programme) {
		status = find_gains(stretch, meter, NULL, levels, error);
	}
	if (!live) {
		zout_model_reset(model);
		zout_abx_meter_reset(meter, 0.0);
		status = status ? status : play_programme(stretch, model, meter, error);
	}
	if (programme && !status) {
		status = find_gains(stretch, meter, imbalance_db, levels, error);
	}
	tell(stretch, meter, levels);
	return status;
}

ZoutAudioStatus
zout_abx_levels_measure(const ZoutAbxStretch* const stretch, ZoutAbxLevels* const levels, ZoutAudioError* const error)
{
	memset(levels, 0, sizeof(*levels));
	ZoutModel*      model  = NULL;
	ZoutAbxMeter*   meter  = NULL;
	ZoutAudioStatus status = make_model(stretch, &model, error);
	if (!status) {
		meter  = zout_abx_meter_new(stretch->rate_hz, stretch->side[0] && stretch->match != ZOUT_ABX_MATCH_1KHZ);
		status = meter ? measure(stretch, model, meter, levels, error)
		               : zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	zout_abx_meter_free(meter);
	zout_model_free(model);
	return status;
}
