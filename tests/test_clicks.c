// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Controls thrown from one end to the other in every block: no click, and never louder than the louder of the two.
 *
 * A click is a jump, or a bend, that neither of the two settings makes by itself. Controls move in a straight line for
 * 20 ms, or two filters fade in 20 ms: in one frame that adds at most a 20 ms'th part of the difference of what both
 * put out, at most twice the larger peak. The bounds below say just that.
 */

#include "probe.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

static const double ramp_s       = 0.02;
static const double tone_hz      = 100.0;
static const double amplitude_pk = 0.5;

// Of the larger peak: what a filter that starts silent in the middle of a cycle overshoots while it is faded in
static const double overshoot = 0.1;

/// The largest of everything about a stretch of sound
typedef struct {
	double peak;
	double step; ///< Between two samples
	double bend; ///< Second difference
	float  last[2];
} Extremes;

static const unsigned blocks[] = {16, 64};

static void
note(Extremes* const extremes, const float y)
{
	const double now    = (double)y;
	const double before = (double)extremes->last[0];
	extremes->peak      = fmax(extremes->peak, fabs(now));
	extremes->step      = fmax(extremes->step, fabs(now - before));
	extremes->bend      = fmax(extremes->bend, fabs(now - 2.0 * before + (double)extremes->last[1]));
	extremes->last[1]   = extremes->last[0];
	extremes->last[0]   = y;
}

/// Sends the tone through for `seconds`, block by block, settings 0 and 1 by turns, and notes what comes out
static void
play(ZoutModel* const          model,
     const double              rate_hz,
     const ZoutSettings* const settings,
     const unsigned            block,
     const double              amplitude,
     const double              seconds,
     size_t* const             clock,
     Extremes* const           extremes)
{
	const size_t end = *clock + (size_t)(seconds * rate_hz) / block * block;
	for (unsigned turn = 0; *clock < end; ++turn) {
		float in[64];
		float out[2][64];
		for (unsigned i = 0; i < block; ++i) {
			in[i] = (float)(amplitude * sin(2.0 * 3.14159265358979 * tone_hz / rate_hz * (double)(*clock + i)));
		}
		zout_model_set(model, 0, &settings[turn % 2U]);
		zout_model_process(model, (const float* const[2]){in, in}, (float* const[2]){out[0], out[1]}, block);
		for (unsigned i = 0; i < block; ++i) {
			note(extremes, out[0][i]);
		}
		*clock += block;
	}
}

/// Harmonics, a headphone with a resonance, an amplifier with an output impedance
static ZoutSettings
base_settings(const bool volts)
{
	ZoutSettings settings;
	zout_settings_init(&settings);
	settings.value[ZOUT_OUTPUT_MODE]      = volts ? 1.0F : 0.0F;
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 50.0F;
	settings.value[ZOUT_H2]               = -50.0F;
	settings.value[ZOUT_H3]               = -70.0F;
	settings.value[ZOUT_R1]               = 170.0F;
	settings.value[ZOUT_R2]               = 20.0F;
	settings.value[ZOUT_R3]               = 20.0F;
	settings.value[ZOUT_INDUCTANCE]       = 1.0F;
	return settings;
}

/// What one setting does by itself, once it has settled
static Extremes
alone(const double rate_hz, const ZoutSettings* const settings)
{
	const ZoutSettings twice[2] = {*settings, *settings};
	ZoutModel* const   model    = probe_model(rate_hz, 1, settings);
	Extremes           extremes = {0.0, 0.0, 0.0, {0.0F, 0.0F}};
	size_t             clock    = 0;
	play(model, rate_hz, twice, 64, amplitude_pk, 0.1, &clock, &extremes);
	extremes.peak = extremes.step = extremes.bend = 0.0;
	play(model, rate_hz, twice, 64, amplitude_pk, 0.05, &clock, &extremes);
	zout_model_free(model);
	return extremes;
}

/// Largest use of each allowance, of 1
typedef struct {
	double step;
	double bend;
	double peak;
} Usage;

/// Steepest change in a ramp's time, relative to the larger peak: straight lines from peak to peak of either sign, but
/// for what goes in equal ratios, whose steepest place is its loud end
static double
steepness(const ZoutParamInfo* const info)
{
	const double straight = 2.0;
	if (!strcmp(info->symbol, "source_level") || !strcmp(info->symbol, "output_level")) {
		return fmax(straight, log((double)info->max / (double)info->min));
	}
	if (info->unit == ZOUT_UNIT_DB && strchr("gvb", info->symbol[0])) { // gain, volume, balance
		return fmax(straight, log(10.0) / 20.0 * (double)(info->max - info->min));
	}
	return straight;
}

static void
check_control(const double rate_hz, const ZoutParam param, const bool volts, const unsigned block, Usage* const usage)
{
	const ZoutParamInfo* const info        = zout_param_info(param);
	ZoutSettings               settings[2] = {base_settings(volts), base_settings(volts)};
	settings[0].value[param]               = info->min;
	settings[1].value[param]               = info->max;
	if (param == ZOUT_GAIN) { // up to 10 V: see below for what a jump into heavy clipping does
		settings[0].value[ZOUT_SOURCE_LEVEL] = settings[1].value[ZOUT_SOURCE_LEVEL] = 0.1F;
	}
	const Extremes low       = alone(rate_hz, &settings[0]);
	const Extremes high      = alone(rate_hz, &settings[1]);
	const double   peak      = fmax(low.peak, high.peak);
	const double   per_frame = steepness(info) * peak / (ramp_s * rate_hz);

	ZoutModel* const model = probe_model(rate_hz, 1, &settings[0]);
	Extremes         swept = {0.0, 0.0, 0.0, {0.0F, 0.0F}};
	size_t           clock = 0;
	play(model, rate_hz, (const ZoutSettings[2]){settings[0], settings[0]}, block, amplitude_pk, 0.1, &clock, &swept);
	swept.peak = swept.step = swept.bend = 0.0;
	play(model, rate_hz, settings, block, amplitude_pk, 0.15, &clock, &swept);
	zout_model_free(model);

	const double step = (swept.step - fmax(low.step, high.step)) / per_frame;
	const double bend = (swept.bend - fmax(low.bend, high.bend)) / (2.0 * per_frame);
	const double loud = (swept.peak / peak - 1.0) / overshoot;
	usage->step       = fmax(usage->step, step);
	usage->bend       = fmax(usage->bend, bend);
	usage->peak       = fmax(usage->peak, loud);
	if (step > 1.0 || bend > 1.0 || loud > 1.0) {
		fail_msg("%s, blocks of %u at %.0f Hz: step x%.3f, bend x%.3f, peak x%.3f",
		         info->symbol,
		         block,
		         rate_hz,
		         step,
		         bend,
		         loud);
	}
}

static void
test_no_control_clicks(void** const state)
{
	(void)state;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		Usage usage = {0.0, 0.0, 0.0};
		for (unsigned i = 0; i < ZOUT_N_PARAMS * 4U; ++i) {
			check_control(probe_rates_hz[r], (ZoutParam)(i / 4U), i % 2U, blocks[i / 2U % 2U], &usage);
		}
		print_message("# clicks %6.0f Hz: step %.3f, bend %.3f, overshoot %.3f of what is allowed\n",
		              probe_rates_hz[r],
		              usage.step,
		              usage.bend,
		              usage.peak);
	}
}

/* Silence stays silence, to the last bit, whatever is turned but noise and hum. */
static void
test_no_control_is_heard_in_silence(void** const state)
{
	(void)state;
	for (unsigned i = 0; i < ZOUT_N_PARAMS * 4U * PROBE_N_RATES; ++i) {
		const ZoutParam param   = (ZoutParam)(i / 4U / PROBE_N_RATES);
		const double    rate_hz = probe_rates_hz[i / 4U % PROBE_N_RATES];
		if (param == ZOUT_NOISE || param == ZOUT_HUM) {
			continue;
		}
		const ZoutParamInfo* const info        = zout_param_info(param);
		ZoutSettings               settings[2] = {base_settings(i % 2U), base_settings(i % 2U)};
		settings[0].value[param]               = info->min;
		settings[1].value[param]               = info->max;
		ZoutModel* const model                 = probe_model(rate_hz, 1, &settings[0]);
		Extremes         extremes              = {0.0, 0.0, 0.0, {0.0F, 0.0F}};
		size_t           clock                 = 0;
		play(model, rate_hz, settings, blocks[i / 2U % 2U], 0.0, 0.1, &clock, &extremes);
		assert_true(extremes.peak <= 0.0);
		zout_model_free(model);
	}
}

/* From the quietest to the loudest at once, once: the way up never leads above the goal. In Matched mode the goal is
 * the same loudness. */
static void
test_gain_rises_without_overshoot(void** const state)
{
	(void)state;
	for (unsigned i = 0; i < PROBE_N_RATES * 2U; ++i) {
		const double rate_hz = probe_rates_hz[i / 2U];
		ZoutSettings low     = base_settings(i % 2U);
		low.value[ZOUT_H2] = low.value[ZOUT_H3] = -140.0F;
		low.value[ZOUT_MAX_VOLTAGE]             = 50.0F;
		low.value[ZOUT_SOURCE_LEVEL]            = 0.1F; // 40 dB of gain: 10 V, which does not clip
		low.value[ZOUT_GAIN]                    = -20.0F;
		ZoutSettings high                       = low;
		high.value[ZOUT_GAIN]                   = 40.0F;
		const ZoutSettings twice[2]             = {high, high};
		const double       peak                 = fmax(alone(rate_hz, &low).peak, alone(rate_hz, &high).peak);
		ZoutModel* const   model                = probe_model(rate_hz, 1, &low);
		Extremes           extremes             = {0.0, 0.0, 0.0, {0.0F, 0.0F}};
		size_t             clock                = 0;
		play(model, rate_hz, (const ZoutSettings[2]){low, low}, 64, amplitude_pk, 0.1, &clock, &extremes);
		extremes.peak = 0.0;
		play(model, rate_hz, twice, 64, amplitude_pk, 0.1, &clock, &extremes);
		assert_true(extremes.peak <= peak * (1.0 + 1e-3)); // samples hit the crest of a sine to 1e-4 or so
		assert_true(extremes.peak >= peak * (1.0 - 1e-3));
		zout_model_free(model);
	}
}

/* Gain by 60 dB at once, into clipping by 28 dB: gain, harmonics and clip level move as one. On the way the harmonics
 * are as strong as they get just before clipping at 10 V, which neither end shows: H2 and H3 are then at -30 dB, and
 * raise the peak by a2 A = 2 H2 while its DC is not yet taken out, and by a3 A^2 = 4 H3. */
static void
test_gain_into_heavy_clipping_stays_bounded(void** const state)
{
	(void)state;
	double worst = 0.0;
	for (unsigned i = 0; i < PROBE_N_RATES * 4U; ++i) {
		const double rate_hz         = probe_rates_hz[i / 4U];
		ZoutSettings settings[2]     = {base_settings(i % 2U), base_settings(i % 2U)};
		Extremes     extremes        = {0.0, 0.0, 0.0, {0.0F, 0.0F}};
		size_t       clock           = 0;
		settings[0].value[ZOUT_GAIN] = -20.0F;
		settings[1].value[ZOUT_GAIN] = 40.0F;
		const double     peak        = fmax(alone(rate_hz, &settings[0]).peak, alone(rate_hz, &settings[1]).peak);
		ZoutModel* const model       = probe_model(rate_hz, 1, &settings[0]);
		play(model, rate_hz, settings, blocks[i / 2U % 2U], amplitude_pk, 0.15, &clock, &extremes);
		worst = fmax(worst, extremes.peak / peak);
		zout_model_free(model);
	}
	print_message("# gain into heavy clipping: peak x%.2f\n", worst);
	const double harmonic = pow(10.0, -30.0 / 20.0);
	assert_true(worst <= 1.0 + 2.0 * harmonic + 4.0 * harmonic + overshoot);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_control_clicks),
		cmocka_unit_test(test_no_control_is_heard_in_silence),
		cmocka_unit_test(test_gain_into_heavy_clipping_stays_bounded),
		cmocka_unit_test(test_gain_rises_without_overshoot),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
