// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Life cycle and settings of a model: everything outside of processing. */

#include "model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Time in which a control reaches a new value, and in which a changed load or the bypass fades
static const double ramp_s = 0.02;

static const size_t cache_line = 64;

ZoutStatus
zout_model_new(const double rate_hz, const unsigned chains, ZoutModel** const model)
{
	*model = NULL;
	if (!(rate_hz >= ZOUT_MIN_RATE_HZ && rate_hz <= ZOUT_MAX_RATE_HZ)) {
		return ZOUT_BAD_RATE;
	}
	if (chains < 1 || chains > ZOUT_MAX_CHAINS) {
		return ZOUT_BAD_CHAINS;
	}
	const ZoutKernels* const kernels = zout_kernels_choose();
	if (!kernels) {
		return ZOUT_BAD_ISA;
	}

	const size_t     size = (sizeof(ZoutModel) + cache_line - 1U) / cache_line * cache_line;
	ZoutModel* const self = (ZoutModel*)aligned_alloc(cache_line, size);
	if (!self) {
		return ZOUT_NO_MEMORY;
	}
	memset(self, 0, size);
	self->kernels     = kernels;
	self->chains      = chains;
	self->lanes       = 2U * chains;
	self->ramp_frames = (unsigned)ceil(ramp_s * rate_hz);
	zout_timing_init(&self->timing, rate_hz);
	zout_meters_init(&self->meters, rate_hz);
	zout_mixing_init(&self->mixing);
	zout_noise_init(&self->noise, rate_hz);
	zout_residual_init(&self->residual, &self->timing, rate_hz);
	zout_load_init(&self->load, rate_hz, self->ramp_frames);

	for (unsigned channel = 0; channel < ZOUT_INPUT_LANES; ++channel) {
		self->gain[channel].geometric = true;
	}
	for (unsigned chain = 0; chain < chains; ++chain) {
		self->post[chain].geometric = true;
	}

	ZoutSettings defaults;
	zout_settings_init(&defaults);
	for (unsigned chain = 0; chain < chains; ++chain) {
		zout_model_set(self, chain, &defaults);
	}
	zout_model_reset(self);
	*model = self;
	return ZOUT_SUCCESS;
}

void
zout_model_free(ZoutModel* const model)
{
	free(model);
}

const char*
zout_model_isa(const ZoutModel* const model)
{
	return model->kernels->name;
}

unsigned
zout_model_latency_frames(const ZoutModel* const model)
{
	return model->timing.output;
}

void
zout_model_set(ZoutModel* const model, const unsigned chain, const ZoutSettings* const settings)
{
	if (chain >= model->chains) {
		return;
	}
	model->planned = false;
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		const ZoutParam param = (ZoutParam)i;
		if (settings->value[i] == model->settings[chain].value[i]) {
			continue; // clamped and shared when it came: hosts set all for the sake of one
		}
		const float value = zout_param_clamp(param, settings->value[i]);
		if (!zout_param_is_shared(param)) {
			model->settings[chain].value[i] = value;
		} else if (chain == 0) {
			for (unsigned k = 0; k < model->chains; ++k) {
				model->settings[k].value[i] = value;
			}
		}
	}
	model->changed = true;
}

void
zout_model_reset(ZoutModel* const model)
{
	zout_lines_reset(&model->lines, &model->timing, model->lanes);
	zout_noise_reset(&model->noise);
	zout_residual_reset(&model->residual);
	zout_meters_reset(&model->meters);
	for (unsigned chain = 0; chain < model->chains; ++chain) {
		for (unsigned i = 0; i < ZOUT_N_METERS; ++i) {
			model->meter_value[chain][i] = zout_meter_info((ZoutMeter)i)->def;
		}
	}
	model->tile_left = ZOUT_TILE_FRAMES;
	model->fresh     = true;
	model->changed   = true;
}

void
zout_model_meters(const ZoutModel* const model, const unsigned chain, float meters[ZOUT_N_METERS])
{
	memcpy(meters, model->meter_value[chain < model->chains ? chain : 0], sizeof(float) * ZOUT_N_METERS);
}

double
zout_model_volts_per_sample(const ZoutModel* const model, const unsigned chain)
{
	const unsigned which = chain < model->chains ? chain : 0;
	return model->fresh ? 0.0 : model->meters.volts_per_fs[which] / model->drive[which].post;
}

bool
zout_model_rest(const ZoutModel* const model, const float* const in[2], float* const out[2], const uint32_t frames)
{
	return model->kernels->rest(out[0], out[1], in[0], in[1], frames);
}
