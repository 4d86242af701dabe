// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "bench.h"

#include "probe.h"
#include "units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

/// Full scale at the output; no amplifier here puts out more
static const double full_scale_vrms = 20.0;

/// The DC that even harmonics make is on its way out, with a corner of 1 Hz: a slow drift far below the band
static const double settle_s = 0.5;

ZoutSettings
bench_settings(const ZoutSettings* const amp, const double source_vrms, const double load_ohm)
{
	ZoutSettings settings = *amp;
	assert_true(source_vrms >= (double)zout_param_info(ZOUT_SOURCE_LEVEL)->min); // it would be clamped
	settings.value[ZOUT_SOURCE_LEVEL] = (float)source_vrms;
	settings.value[ZOUT_RESISTANCE]   = (float)load_ohm;
	settings.value[ZOUT_OUTPUT_MODE]  = 1.0F;
	settings.value[ZOUT_OUTPUT_LEVEL] = (float)full_scale_vrms;
	return settings;
}

void
bench_spectrum(const ZoutSettings* const settings,
               const unsigned            rate_hz,
               const unsigned            tone_hz,
               double* const             spectrum_vrms)
{
	float* const out = (float*)malloc(sizeof(float) * rate_hz);
	assert_non_null(out);
	probe_settled(settings, rate_hz, rate_hz, tone_hz, tone_hz ? 1.0 : 0.0, settle_s, out);
	probe_spectrum(out, rate_hz, spectrum_vrms);
	free(out);
	for (unsigned k = 0; k <= rate_hz / 2U; ++k) {
		spectrum_vrms[k] *= full_scale_vrms; // a peak of 1 is a sine of so many volts rms
	}
}

/// Root of the sum of squares in the band, without bin `without`
static double
in_band(const double* const spectrum_vrms, const unsigned without)
{
	double square = 0.0;
	for (unsigned k = BENCH_LOW_HZ; k <= BENCH_HIGH_HZ; ++k) {
		square += k == without ? 0.0 : spectrum_vrms[k] * spectrum_vrms[k];
	}
	return sqrt(square);
}

BenchTone
bench_figures(const ZoutSettings* const settings,
              const unsigned            rate_hz,
              const unsigned            tone_hz,
              const double* const       spectrum_vrms)
{
	BenchTone tone   = {.thd = 0.0};
	double    square = 0.0;
	for (unsigned n = 1; n <= BENCH_N_HARMONICS && n * tone_hz < rate_hz / 2U; ++n) {
		tone.harmonic_vrms[n] = spectrum_vrms[n * tone_hz];
		square += n > 1U ? tone.harmonic_vrms[n] * tone.harmonic_vrms[n] : 0.0;
	}
	const double first = tone.harmonic_vrms[1];
	tone.thd           = sqrt(square) / first;
	tone.thdn          = in_band(spectrum_vrms, tone_hz) / first;
	tone.power_w       = (first * first + square) / (double)settings->value[ZOUT_RESISTANCE];
	return tone;
}

BenchTone
bench_tone(const ZoutSettings* const settings, const unsigned rate_hz, const unsigned tone_hz)
{
	double* const spectrum_vrms = (double*)malloc(sizeof(double) * (rate_hz / 2U + 1U));
	assert_non_null(spectrum_vrms);
	bench_spectrum(settings, rate_hz, tone_hz, spectrum_vrms);
	const BenchTone tone = bench_figures(settings, rate_hz, tone_hz, spectrum_vrms);
	free(spectrum_vrms);
	return tone;
}

void
bench_sides(const ZoutSettings* const settings, const unsigned tone_hz, const double share[2], double vrms[2])
{
	enum { RATE_HZ = 48000, SKIPPED = RATE_HZ / 2 };
	static float     side[2][SKIPPED + RATE_HZ];
	ZoutModel* const model = probe_model(RATE_HZ, 1, settings);
	probe_sine(side[0], SKIPPED + RATE_HZ, RATE_HZ, tone_hz, share[0], 0.0);
	probe_sine(side[1], SKIPPED + RATE_HZ, RATE_HZ, tone_hz, share[1], 0.0);
	probe_run(model, side[0], side[1], side[0], side[1], SKIPPED + RATE_HZ);
	for (unsigned k = 0; k < 2; ++k) {
		vrms[k] = full_scale_vrms * cabs(probe_bin(side[k] + SKIPPED, RATE_HZ, tone_hz));
	}
	zout_model_free(model);
}

double
bench_noise_vrms(const ZoutSettings* const settings)
{
	enum { RATE_HZ = 48000 };
	static double spectrum_vrms[RATE_HZ / 2 + 1];
	bench_spectrum(settings, RATE_HZ, 0, spectrum_vrms);
	return in_band(spectrum_vrms, 0);
}

double
bench_source_vrms(const ZoutSettings* const amp, const double output_vrms, const double load_ohm)
{
	const double divided = load_ohm / (load_ohm + (double)amp->value[ZOUT_OUTPUT_IMPEDANCE]);
	return output_vrms / divided / zout_db_to_lin((double)amp->value[ZOUT_GAIN]);
}
