// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Full output and the level of the dashboard: they belong to the amplifier and its load, however hot the source is, and
 * are found without a recording too many. */

#include "measure/live_suite.h"
#include "measure/station.h"
#include "measure/suite.h"
#include "probe.h"
#include "units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h> // after the headers that it needs

enum { RATE_HZ = 48000 };

static ZoutSettings
limited(const double max_voltage, const double max_current_ma, const double gain_db, const double source_vrms)
{
	ZoutSettings s             = probe_plain();
	s.value[ZOUT_MAX_VOLTAGE]  = (float)max_voltage;
	s.value[ZOUT_MAX_CURRENT]  = (float)max_current_ma;
	s.value[ZOUT_GAIN]         = (float)gain_db;
	s.value[ZOUT_SOURCE_LEVEL] = (float)source_vrms;
	return s;
}

static double
value(const ZoutResults* const results, const ZoutDefinition definition, const ZoutChannel channel)
{
	const ZoutFigure* const figure = zout_results_find(results, definition, channel, NULL);
	assert_non_null(figure);
	return figure->value;
}

/// Dashboard and noise of the model
static ZoutResults
dashboard_of(const ZoutSettings* const settings, const double load_ohm, const double level_vrms)
{
	const ZoutSuite suite   = {.settings     = settings,
	                           .level_vrms   = level_vrms,
	                           .load_ohm     = load_ohm,
	                           .rate_hz      = RATE_HZ,
	                           .wide_rate_hz = RATE_HZ};
	ZoutResults     results = {.figures = NULL};
	assert_int_equal(zout_suite_dashboard(&suite, &results), ZOUT_MEASURE_SUCCESS);
	return results;
}

/// Also far into a current limit behind distortion, where half the drive has more THD+N
static void
test_full_output_does_not_depend_on_the_source(void** state)
{
	static const double sources_vrms[] = {2.0, 4.0, 8.0, 20.0};
	static const double limits[][4]    = {{7.5, 143.0, 8.0, 32.0}, {50.0, 30.0, 20.0, 16.0}}; // V, mA, dB, ohm
	(void)state;
	for (unsigned l = 0; l < sizeof(limits) / sizeof(limits[0]); ++l) {
		double first = 0.0;
		for (unsigned i = 0; i < sizeof(sources_vrms) / sizeof(sources_vrms[0]); ++i) {
			ZoutSettings settings                = limited(limits[l][0], limits[l][1], limits[l][2], sources_vrms[i]);
			settings.value[ZOUT_CLIP_RESISTANCE] = 5.0F;
			settings.value[ZOUT_H2]              = -97.0F;
			settings.value[ZOUT_H3]              = -97.0F;
			settings.value[ZOUT_NOISE]           = 2.5F;
			ZoutResults  found                   = dashboard_of(&settings, limits[l][3], 2.0);
			const double full_vrms               = value(&found, ZOUT_DEF_FULL, ZOUT_CHANNEL_LEFT);
			print_message("# %.0f mA into %.0f ohm, source of %.0f V: full output of %.4f V\n",
			              limits[l][1],
			              limits[l][3],
			              sources_vrms[i],
			              full_vrms);
			first = i ? first : full_vrms;
			assert_true(fabs(full_vrms / first - 1.0) < 2e-3); // bisected to 0.006 dB of the source on either side
			zout_results_clear(&found);
		}
	}
}

/// What 10 V make in 300 ohm, which a sine of that level has by definition of `max_voltage`; 0.1 dB
static void
test_noise_does_not_hide_the_power_of_a_hotter_source(void** state)
{
	ZoutSettings settings      = limited(10.0, 20000.0, 0.0, 0.1);
	settings.value[ZOUT_NOISE] = 1000.0F; // 1 % of 0 dBFS
	const ZoutSuite suite      = {
			 .settings = &settings, .level_vrms = 2.0, .load_ohm = 300.0, .rate_hz = RATE_HZ, .wide_rate_hz = RATE_HZ};
	ZoutResults found = {.figures = NULL};
	(void)state;
	assert_int_equal(zout_suite_run(&suite, &found), ZOUT_MEASURE_SUCCESS);
	double power_mw = 0.0;
	for (size_t i = 0; i < found.n_figures; ++i) {
		const ZoutFigure* const figure = &found.figures[i];
		if (figure->definition == ZOUT_DEF_POWER_1PC && fabs(figure->conditions.load_ohm - 300.0) < 0.5) {
			power_mw = figure->value;
		}
	}
	print_message("# power at 1 %% of 10 V in 300 ohm: %.0f mW\n", power_mw);
	assert_true(fabs(power_mw / (1e3 * 10.0 * 10.0 / 300.0) - 1.0) < 0.023);
	assert_true(fabs(value(&found, ZOUT_DEF_FULL, ZOUT_CHANNEL_LEFT) - 0.1) < 0.001); // 0 dBFS, noise or not
	zout_results_clear(&found);
}

/// Where all above -40 dBFS clips, the level is that of the clean part all the same
static void
test_the_level_is_found_below_what_clips(void** state)
{
	(void)state;
	const ZoutSettings voltage = limited(1.0, 20000.0, 40.0, 2.0);
	ZoutResults        half    = dashboard_of(&voltage, 300.0, 2.0);
	ZoutResults        asked   = dashboard_of(&voltage, 300.0, 0.4);
	const double       full    = value(&half, ZOUT_DEF_FULL, ZOUT_CHANNEL_LEFT);
	assert_true(fabs(full - 1.0) < 0.012); // 0.1 dB
	assert_true(fabs(value(&half, ZOUT_DEF_LEVEL, ZOUT_CHANNEL_LEFT) / (0.5 * full) - 1.0) < 2e-6);
	assert_true(fabs(value(&asked, ZOUT_DEF_LEVEL, ZOUT_CHANNEL_LEFT) / 0.4 - 1.0) < 2e-6);
	assert_true(value(&half, ZOUT_DEF_SINAD, ZOUT_CHANNEL_LEFT) > 140.0); // a float, as of a wire
	zout_results_clear(&asked);
	zout_results_clear(&half);

	const ZoutSettings current = limited(50.0, 1.0, 0.0, 2.0);
	ZoutResults        least   = dashboard_of(&current, 4.0, 2.0);
	const double       most    = value(&least, ZOUT_DEF_FULL, ZOUT_CHANNEL_LEFT);
	assert_true(most > 0.0035 && most < 0.0045); // 1 mA in 4 ohm
	assert_true(fabs(value(&least, ZOUT_DEF_LEVEL, ZOUT_CHANNEL_LEFT) / (0.5 * most) - 1.0) < 2e-6);
	zout_results_clear(&least);
}

/* Balance is 6 dB between channels of the same noise, and noise itself knows it to 0.02 dB a channel. The noise of the
 * amplifier is behind the balance, so that all of it shows. */
static void
test_each_channel_has_its_own_full_output(void** state)
{
	ZoutSettings settings        = limited(10.0, 20000.0, 0.0, 2.0);
	settings.value[ZOUT_NOISE]   = 10.0F;
	settings.value[ZOUT_BALANCE] = 6.0F;
	ZoutResults found            = dashboard_of(&settings, 300.0, 1.0);
	(void)state;
	const double level_db = 20.0 * log10(value(&found, ZOUT_DEF_LEVEL, ZOUT_CHANNEL_RIGHT) /
	                                     value(&found, ZOUT_DEF_LEVEL, ZOUT_CHANNEL_LEFT));
	const double noise_db = 20.0 * log10(value(&found, ZOUT_DEF_NOISE, ZOUT_CHANNEL_RIGHT) /
	                                     value(&found, ZOUT_DEF_NOISE, ZOUT_CHANNEL_LEFT));
	const double snr_db =
		value(&found, ZOUT_DEF_SNR_FULL, ZOUT_CHANNEL_RIGHT) - value(&found, ZOUT_DEF_SNR_FULL, ZOUT_CHANNEL_LEFT);
	const double range_db =
		value(&found, ZOUT_DEF_RANGE, ZOUT_CHANNEL_RIGHT) - value(&found, ZOUT_DEF_RANGE, ZOUT_CHANNEL_LEFT);
	print_message(
		"# right over left, dB: level %.3f, noise %.3f, SNR %.3f, range %.3f\n", level_db, noise_db, snr_db, range_db);
	assert_true(fabs(level_db) > 5.99);
	assert_true(fabs(snr_db - (level_db - noise_db)) < 1e-3); // the same recordings
	assert_true(fabs(range_db - (level_db - noise_db)) < 0.06);
	zout_results_clear(&found);
}

/// A device without memory that is cut off at 1 V
typedef struct {
	double   gain;
	double   noise_pk;
	double   most_pk; ///< Loudest that was played
	unsigned n_recordings;
	bool     levels_out; ///< Gives 1 kHz of one level, whatever it is sent
} Bare;

static double
hiss(uint32_t* const seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return (double)*seed / 2147483648.0 - 1.0;
}

static ZoutMeasureStatus
play_bare(void* const handle, const ZoutStimulus* const stimulus, const ZoutRecording* const recording)
{
	Bare* const  bare    = (Bare*)handle;
	const size_t period  = stimulus->period_frames;
	double       peak_pk = 0.0;
	uint32_t     seed    = ++bare->n_recordings;
	for (size_t i = 0; i < period * recording->periods; ++i) {
		const double at     = stimulus->left[i % period];
		const double sent   = bare->levels_out ? sin(zout_hz_to_rad_s(1000.0) * (double)i / RATE_HZ) : at;
		peak_pk             = fmax(peak_pk, fabs(at));
		recording->left[i]  = fmin(fmax(bare->gain * sent, -1.0), 1.0) + bare->noise_pk * hiss(&seed);
		recording->right[i] = recording->left[i];
	}
	bare->most_pk = fmax(bare->most_pk, peak_pk);
	return ZOUT_MEASURE_SUCCESS;
}

static bool
only_levels(void* const handle, const unsigned done, const unsigned total)
{
	(void)handle;
	return done < 1 && total > 1;
}

/// Finds the levels as for hardware, and stops
static ZoutMeasureStatus
find_levels(Bare* const bare, const double level_vrms)
{
	const ZoutDevice        device  = {bare, RATE_HZ, play_bare};
	const ZoutLiveSuite     suite   = {.device      = &device,
	                                   .level_vrms  = level_vrms,
	                                   .source_vrms = (double)NAN,
	                                   .handle      = NULL,
	                                   .on_step     = only_levels};
	ZoutResults             results = {.figures = NULL};
	const ZoutMeasureStatus status  = zout_live_suite_run(&suite, &results);
	zout_results_clear(&results);
	return status;
}

static void
test_levels_take_few_recordings(void** state)
{
	Bare clean    = {.gain = 0.9};
	Bare noisy    = {.gain = 0.9, .noise_pk = 0.01};
	Bare drown    = {.gain = 0.9, .noise_pk = 0.5};
	Bare short_of = {.gain = 0.9};
	(void)state;
	assert_int_equal(find_levels(&clean, 0.2), ZOUT_MEASURE_STOPPED);
	assert_int_equal(find_levels(&noisy, 0.2), ZOUT_MEASURE_STOPPED);
	assert_int_equal(find_levels(&drown, 0.2), ZOUT_MEASURE_STOPPED);
	assert_int_equal(find_levels(&short_of, 2.0), ZOUT_MEASURE_STOPPED);
	print_message("# recordings: %u clean, %u noisy, %u with more noise than 1 %%, %u that cannot reach the level\n",
	              clean.n_recordings,
	              noisy.n_recordings,
	              drown.n_recordings,
	              short_of.n_recordings);
	assert_int_equal(clean.n_recordings, 2);    // 0 dBFS, and the level at once
	assert_true(noisy.n_recordings <= 5);       // the error falls to that of the noise in two steps, and no further
	assert_true(drown.n_recordings <= 6);       // and silence
	assert_int_equal(short_of.n_recordings, 1); // 0 dBFS is as much as there is
	assert_true(clean.most_pk <= 1.0 && noisy.most_pk <= 1.0 && drown.most_pk <= 1.0 && short_of.most_pk <= 1.0);
}

static void
test_a_level_that_is_not_found_is_told(void** state)
{
	Bare even = {.gain = 0.9, .levels_out = true};
	(void)state;
	const ZoutMeasureStatus status = find_levels(&even, 0.2);
	print_message("# what does not follow its source: %s\n", zout_measure_strerror(status));
	assert_int_equal(status, ZOUT_MEASURE_UNSTEADY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full_output_does_not_depend_on_the_source),
		cmocka_unit_test(test_noise_does_not_hide_the_power_of_a_hotter_source),
		cmocka_unit_test(test_the_level_is_found_below_what_clips),
		cmocka_unit_test(test_each_channel_has_its_own_full_output),
		cmocka_unit_test(test_levels_take_few_recordings),
		cmocka_unit_test(test_a_level_that_is_not_found_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
