// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "probe.h"

#include "units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

const double probe_rates_hz[PROBE_N_RATES] = {44.1e3, 48e3, 88.2e3, 96e3, 176.4e3, 192e3};

static const size_t block_frames = 1024;

/// Angle of a bin at a frame; the integer remainder keeps it exact however long the signal is
static double
angle_at(const size_t i, const size_t period_frames, const unsigned bin)
{
	return 2.0 * zout_pi * (double)((uint64_t)i * bin % period_frames) / (double)period_frames;
}

void
probe_sine(float* const   out,
           const size_t   n_frames,
           const size_t   period_frames,
           const unsigned bin,
           const double   amplitude_pk,
           const double   phase_rad)
{
	for (size_t i = 0; i < n_frames; ++i) {
		out[i] = i < period_frames ? (float)(amplitude_pk * cos(angle_at(i, period_frames, bin) + phase_rad))
		                           : out[i - period_frames];
	}
}

unsigned
probe_nearest_bin(const double frequency_hz, const double rate_hz, const size_t period_frames)
{
	return (unsigned)lround(frequency_hz / rate_hz * (double)period_frames);
}

double complex
probe_bin(const float* const x, const size_t n_frames, const unsigned bin)
{
	double complex sum = 0.0;
	for (size_t i = 0; i < n_frames; ++i) {
		const double angle = angle_at(i, n_frames, bin);
		sum += (double)x[i] * (cos(angle) - sin(angle) * (double complex)I);
	}
	return sum * (bin ? 2.0 : 1.0) / (double)n_frames;
}

ZoutModel*
probe_model(const double rate_hz, const unsigned chains, const ZoutSettings* const settings)
{
	ZoutModel* model = NULL;
	assert_int_equal(zout_model_new(rate_hz, chains, &model), ZOUT_SUCCESS);
	for (unsigned chain = 0; chain < chains; ++chain) {
		zout_model_set(model, chain, settings);
	}
	zout_model_reset(model);
	return model;
}

void
probe_run(ZoutModel* const   model,
          const float* const left,
          const float* const right,
          float* const       out_left,
          float* const       out_right,
          const size_t       n_frames)
{
	for (size_t done = 0; done < n_frames; done += block_frames) {
		const size_t       n      = n_frames - done < block_frames ? n_frames - done : block_frames;
		const float* const in[2]  = {left + done, right + done};
		float* const       out[2] = {out_left + done, out_right + done};
		zout_model_process(model, in, out, (uint32_t)n);
	}
}

ZoutSettings
probe_plain(void)
{
	ZoutSettings settings;
	zout_settings_init(&settings);
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 0.0F;
	settings.value[ZOUT_BANDWIDTH]        = zout_param_info(ZOUT_BANDWIDTH)->max;
	settings.value[ZOUT_MAX_VOLTAGE]      = zout_param_info(ZOUT_MAX_VOLTAGE)->max;
	return settings;
}

void
probe_settled(const ZoutSettings* const settings,
              const double              rate_hz,
              const size_t              period_frames,
              const unsigned            bin,
              const double              amplitude_pk,
              const double              settle_s,
              float* const              out)
{
	ZoutModel* const model    = probe_model(rate_hz, 1, settings);
	const size_t     periods  = (size_t)ceil(settle_s * rate_hz / (double)period_frames);
	const size_t     skipped  = periods * period_frames + zout_model_latency_frames(model);
	const size_t     n_frames = skipped + period_frames;
	float* const     in       = (float*)malloc(sizeof(float) * n_frames);
	float* const     left     = (float*)malloc(sizeof(float) * n_frames);
	float* const     right    = (float*)malloc(sizeof(float) * n_frames);
	assert_true(in && left && right);

	probe_sine(in, n_frames, period_frames, bin, amplitude_pk, 0.0);
	probe_run(model, in, in, left, right, n_frames);
	memcpy(out, left + skipped, sizeof(float) * period_frames);

	free(right);
	free(left);
	free(in);
	zout_model_free(model);
}

ProbeHarmonics
probe_harmonics(const ZoutSettings* const settings,
                const double              rate_hz,
                const unsigned            bin,
                const double              amplitude_pk,
                const double              settle_s)
{
	const size_t period = (size_t)(rate_hz / PROBE_BIN_HZ);
	float* const out    = (float*)malloc(sizeof(float) * period);
	assert_non_null(out);
	probe_settled(settings, rate_hz, period, bin, amplitude_pk, settle_s, out);

	ProbeHarmonics h = {
		.dc     = creal(probe_bin(out, period, 0)),
		.first  = probe_bin(out, period, bin),
		.second = probe_bin(out, period, 2U * bin),
		.third  = probe_bin(out, period, 3U * bin),
	};
	for (size_t i = 0; i < period; ++i) {
		h.top    = fmax(h.top, (double)out[i]);
		h.bottom = fmin(h.bottom, (double)out[i]);
	}
	free(out);
	return h;
}

void
probe_at_most(double* const worst, const double value, const double bound)
{
	*worst = value > *worst ? value : *worst;
	if (!(value <= bound)) { // not a number fails too
		fail_msg("%.9g is more than %.9g", value, bound);
	}
}

void
probe_report(const char* const what, const double value, const char* const unit)
{
	printf("# %s: %.4g %s\n", what, value, unit);
}

double
probe_db(const double ratio)
{
	return ratio > 1e-20 ? 20.0 * log10(ratio) : -400.0;
}
