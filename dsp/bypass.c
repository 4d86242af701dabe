// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bypass.h"

#include <math.h>

/// Writes one lane of output while a control moves, mixed with the delayed input while the bypass fades
static void
write_moving_lane(const ZoutModel* const self, const unsigned lane, float* const out, const unsigned n_frames)
{
	double post[ZOUT_RAMP_FRAMES];
	double mix[ZOUT_RAMP_FRAMES];
	self->kernels->write_ramp(post, &self->post[lane / 2U], n_frames);
	self->kernels->write_ramp(mix, &self->mix, n_frames);

	const ZoutLines* const lines   = &self->lines;
	const unsigned         channel = lane % ZOUT_INPUT_LANES;
	const float* const     dry     = lines->dry + (lines->at - self->timing.output) * ZOUT_INPUT_LANES + channel;
	const double* const    voltage = self->load.voltage + lane;

	for (unsigned i = 0; i < n_frames; ++i) {
		const double through = (double)dry[i * ZOUT_INPUT_LANES];
		const double played  = voltage[i * lines->lanes] * post[i];
		const double share   = mix[i];
		// At either end exactly what is written when nothing moves: the last frame of a fade may stand in any block
		out[i] = (float)(share >= 1.0 ? played : share <= 0.0 ? through : through + share * (played - through));
	}
}

/// Writes the delayed input
static void
write_bypass(const ZoutModel* const self, float* const left, float* const right, const unsigned n_frames)
{
	const float* const dry = self->lines.dry + (self->lines.at - self->timing.output) * ZOUT_INPUT_LANES;
	for (unsigned i = 0; i < n_frames; ++i) {
		left[i]  = dry[i * ZOUT_INPUT_LANES];
		right[i] = dry[i * ZOUT_INPUT_LANES + 1U];
	}
}

void
zout_bypass_run(ZoutModel* const self,
                const unsigned   chain,
                float* const     left,
                float* const     right,
                const unsigned   n_frames)
{
	const unsigned lane = 2U * chain;
	float* const   peak = &self->meters.peak[lane];
	if (zout_ramp_is_zero(&self->mix)) {
		write_bypass(self, left, right, n_frames);
	} else {
		write_moving_lane(self, lane, left, n_frames);
		write_moving_lane(self, lane + 1U, right, n_frames);
	}
	zout_ramp_advance(&self->post[chain], n_frames);
	peak[0] = fmaxf(peak[0], self->kernels->peak(left, n_frames));
	peak[1] = fmaxf(peak[1], self->kernels->peak(right, n_frames));
}
