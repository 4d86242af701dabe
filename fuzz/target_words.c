// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Any bytes as a command line: the first byte chooses the command, newlines end arguments. Options, values with their
 * units, presets, chains and the plan of a blind test are read as the commands read them; nothing is played or written.
 *
 * What is accepted is legal, and reads the same when it is printed and read again.
 */

#include "abx/plan.h"
#include "catalog/value.h"
#include "cli/abx_setup.h"
#include "cli/match.h"
#include "cli/options.h"
#include "cli/service/safety.h"
#include "cli/settings.h"
#include "fuzz/bytes.h"
#include "fuzz/target.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { MAX_ARGUMENTS = 32 };

static void
require_legal(const ZoutSettings* const settings)
{
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		const float value = settings->value[i];
		FUZZ_REQUIRE(fabsf(zout_param_clamp((ZoutParam)i, value) - value) <= 0.0F);
	}
}

/// A number, or the name of one, for every control
static void
try_values(const char* const text)
{
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		ZoutAudioError  error;
		const ZoutParam param = (ZoutParam)i;
		float           value = 0.5F;
		float           again = 0.0F;
		char            exact[32];
		if (zout_value_parse(param, text, &value, &error)) {
			FUZZ_REQUIRE(fabsf(value - 0.5F) <= 0.0F && *error.text);
			continue;
		}
		FUZZ_REQUIRE(isfinite(value) && fabsf(zout_param_clamp(param, value) - value) <= 0.0F);
		FUZZ_REQUIRE(*zout_value_text(param, value).text && *zout_range_text(param).text);
		snprintf(exact, sizeof(exact), "%.9g", (double)value);
		FUZZ_REQUIRE(!zout_value_parse(param, exact, &again, &error) && fabsf(again - value) <= 0.0F);
	}
}

static void
try_cap(const char* const text)
{
	const ZoutCap  untouched = {-1.0, ZOUT_CAP_DBFS};
	ZoutCap        cap       = untouched;
	ZoutCap        again     = untouched;
	ZoutAudioError error;
	if (zout_cap_parse(text, &cap, &error)) {
		FUZZ_REQUIRE(cap.unit == untouched.unit && fabs(cap.value - untouched.value) <= 0.0);
		return;
	}
	FUZZ_REQUIRE(!zout_cap_parse(zout_cap_text(cap).text, &again, &error));
	FUZZ_REQUIRE(again.unit == cap.unit && fabs(again.value - cap.value) <= 1e-5 * fabs(cap.value));
}

static void
require_setup(const ZoutAbxSetup* const setup)
{
	require_legal(&setup->settings[0]);
	require_legal(&setup->settings[1]);
	FUZZ_REQUIRE(!zout_abx_plan_fault(&setup->plan));
	FUZZ_REQUIRE(isfinite(setup->loop_s[0]) && isfinite(setup->loop_s[1]));
	FUZZ_REQUIRE(setup->loop_s[0] >= 0.0 && setup->loop_s[1] >= setup->loop_s[0]);
	FUZZ_REQUIRE(setup->max_spl_db >= 60.0 && setup->max_spl_db <= 120.0);
	FUZZ_REQUIRE(setup->client && setup->playback);
}

static void
try_match(const ZoutOptions* const options)
{
	static ZoutMatchCase c;
	ZoutCatalog          catalog;
	ZoutAudioError       error;
	const ZoutPreset*    amp    = NULL;
	const ZoutPreset*    phones = NULL;
	FUZZ_REQUIRE(!zout_catalog_open(&catalog, &error));
	if (!zout_catalog_find(&catalog, ZOUT_BANK_AMPS, options->amp ? options->amp : "hpa-1", &amp, &error) &&
	    !zout_catalog_find(&catalog, ZOUT_BANK_PHONES, options->phones ? options->phones : "hd650", &phones, &error) &&
	    !zout_match_case(&catalog, options, amp, phones, &c, &error)) {
		require_legal(&c.settings);
		FUZZ_REQUIRE(c.match.asked.target_db >= 40.0 && c.match.asked.target_db <= 140.0);
		zout_match_print(&c);
		json_decref(zout_match_json(&c));
	}
	zout_catalog_close(&catalog);
}

static void
try_command(const ZoutCommand command, const int argc, char** const argv)
{
	static ZoutAbxSetup setup;
	ZoutOptions         options;
	ZoutSettings        settings;
	if (!zout_options_parse(&options, command, argc, argv)) {
		FUZZ_REQUIRE(options.n_operands + options.n_changes <= (unsigned)argc);
		FUZZ_REQUIRE(!options.text[ZOUT_OPTION_LOAD] || (options.load_ohm >= 4.0 && options.load_ohm <= 1000.0));
		FUZZ_REQUIRE(!options.text[ZOUT_OPTION_RATE] || (options.rate_hz >= 44100.0 && options.rate_hz <= 384000.0));
		if (command == ZOUT_COMMAND_ABX && !zout_abx_setup(&options, &setup)) {
			require_setup(&setup);
		} else if (command == ZOUT_COMMAND_MATCH) {
			try_match(&options);
		} else if (!zout_settings_load(&options, &settings)) {
			require_legal(&settings);
		}
	}
	zout_options_clear(&options);
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
	FuzzBytes  bytes   = {data, size};
	const char first   = (char)fuzz_byte(&bytes);
	const char names[] = "lrumxcav"; // in the order of ZoutCommand: list, render, run, measure, match, ctl, abx, verify
	const char* found  = first ? strchr(names, first) : NULL;
	char*       argv[MAX_ARGUMENTS + 1] = {NULL};
	int         argc                    = 0;
	while (bytes.size && argc < MAX_ARGUMENTS) {
		argv[argc++] = fuzz_string(&bytes, '\n');
	}
	try_command((ZoutCommand)(1 << (found ? found - names : 1)), argc, argv);
	for (int i = 0; i < argc; ++i) {
		try_values(argv[i]);
		try_cap(argv[i]);
		free(argv[i]);
	}
	return 0;
}
