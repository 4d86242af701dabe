// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/abx_setup.h"

#include "abx/names.h"
#include "abx/text.h"
#include "audio/jack.h"
#include "catalog/catalog.h"
#include "catalog/suggest.h"
#include "catalog/value.h"
#include "cli/chain.h"
#include "cli/settings.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static const double default_max_spl_db = 95.0;
static const double lowest_max_spl_db  = 60.0;
static const double highest_max_spl_db = 120.0;

enum { ZOUT_ABX_LISTENER_BYTES = 200 };

static const char* const backend_names[ZOUT_ABX_N_BACKENDS] = {"jack", "alsa", "file"}; // as ZoutAbxBackend

const char*
zout_abx_backend_name(const ZoutAbxBackend backend)
{
	return backend_names[backend];
}

/// Finds the word of an option in a list, or takes the usual one if the option is not there; -1 after a complaint
static int
choose(const char* const        option,
       const char* const        text,
       const char* const* const words,
       const unsigned           n,
       const unsigned           usual)
{
	if (!text) {
		return (int)usual;
	}
	ZoutSuggestion suggestion   = zout_suggestion(text);
	char           expected[80] = "";
	for (unsigned i = 0; i < n; ++i) {
		if (!strcmp(text, words[i])) {
			return (int)i;
		}
		const char* const between = i == 0 ? "" : (i + 1 < n ? ", " : " or ");
		strncat(expected, between, sizeof(expected) - strlen(expected) - 1);
		strncat(expected, words[i], sizeof(expected) - strlen(expected) - 1);
		zout_suggestion_offer(&suggestion, words[i]);
	}
	zout_complain(ZOUT_EXIT_USAGE,
	              "unknown --%s '%s'%s (expected %s)",
	              option,
	              text,
	              zout_suggestion_text(&suggestion).text,
	              expected);
	return -1;
}

static ZoutExit
read_trials(const char* const text, unsigned* const trials)
{
	double     number = 0.0;
	const bool whole  = zout_number_parse(text, &number) && fabs(number - rint(number)) <= 0.0;
	if (!whole || number < ZOUT_ABX_MIN_TRIALS || number > ZOUT_ABX_MAX_TRIALS) {
		return zout_complain(ZOUT_EXIT_USAGE,
		                     "bad number of trials '%s', expected %d to %d",
		                     text,
		                     (int)ZOUT_ABX_MIN_TRIALS,
		                     (int)ZOUT_ABX_MAX_TRIALS);
	}
	*trials = (unsigned)number;
	return ZOUT_EXIT_SUCCESS;
}

static ZoutExit
read_plan(const ZoutOptions* const options, ZoutAbxPlan* const plan)
{
	zout_abx_plan_init(plan);
	const char* const trials   = options->text[ZOUT_OPTION_TRIALS];
	const int         protocol = choose(
        "protocol", options->text[ZOUT_OPTION_PROTOCOL], zout_abx_protocol_names, ZOUT_ABX_N_PROTOCOLS, plan->protocol);
	if (protocol < 0) {
		return ZOUT_EXIT_USAGE;
	}
	const int stop = choose("stop", options->text[ZOUT_OPTION_STOP], zout_abx_stop_names, ZOUT_ABX_N_STOPS, plan->stop);
	if (stop < 0) {
		return ZOUT_EXIT_USAGE;
	}
	plan->protocol = (ZoutAbxProtocol)protocol;
	plan->stop     = (ZoutAbxStop)stop;
	if (trials && read_trials(trials, &plan->trials)) {
		return ZOUT_EXIT_USAGE;
	}
	const char* const fault = zout_abx_plan_fault(plan);
	return fault ? zout_complain(ZOUT_EXIT_USAGE, "%s", fault) : ZOUT_EXIT_SUCCESS;
}

static ZoutExit
read_source(const ZoutOptions* const options, ZoutAbxSetup* const setup)
{
	const bool live = options->text[ZOUT_OPTION_LIVE] != NULL;
	setup->track    = options->text[ZOUT_OPTION_TRACK];
	setup->restart  = options->text[ZOUT_OPTION_RESTART] != NULL;
	if (live == (setup->track != NULL)) {
		return zout_complain(ZOUT_EXIT_USAGE, "expected one of --track FILE and --live (see: zout abx --help)");
	}
	if (live && setup->backend != ZOUT_ABX_BACKEND_JACK) {
		return zout_complain(ZOUT_EXIT_USAGE, "--live needs --backend jack");
	}
	if (live && (setup->restart || options->text[ZOUT_OPTION_LOOP])) {
		return zout_complain(ZOUT_EXIT_USAGE, "--loop and --restart need --track: live audio does not repeat");
	}

	const char* const text = options->text[ZOUT_OPTION_LOOP];
	const char*       end  = text;
	if (text && (!zout_number_begin(text, &end, &setup->loop_s[0]) || *end != ':' ||
	             !zout_number_begin(end + 1, &end, &setup->loop_s[1]) || *end || setup->loop_s[0] < 0.0 ||
	             setup->loop_s[1] <= setup->loop_s[0])) {
		return zout_complain(ZOUT_EXIT_USAGE, "bad loop '%s', expected START:END in seconds, as 12.5:20", text);
	}
	return ZOUT_EXIT_SUCCESS;
}

static ZoutExit
read_levels(const ZoutOptions* const options, ZoutAbxSetup* const setup)
{
	// In small letters, as all options; and as the record has it
	static const char* const methods[ZOUT_ABX_N_MATCHES] = {
		[ZOUT_ABX_MATCH_OFF]       = "off",
		[ZOUT_ABX_MATCH_1KHZ]      = "1khz",
		[ZOUT_ABX_MATCH_PROGRAMME] = "programme",
	};
	const ZoutAbxMatch usual  = setup->track ? ZOUT_ABX_MATCH_PROGRAMME : ZOUT_ABX_MATCH_1KHZ;
	const char* const  typed  = options->text[ZOUT_OPTION_MATCH];
	const bool         record = typed && !strcmp(typed, zout_abx_match_names[ZOUT_ABX_MATCH_1KHZ]);
	const char* const  method = record ? methods[ZOUT_ABX_MATCH_1KHZ] : typed;
	const int          chosen = choose("match", method, methods, ZOUT_ABX_N_MATCHES, usual);
	if (chosen < 0) {
		return ZOUT_EXIT_USAGE;
	}
	setup->match = (ZoutAbxMatch)chosen;
	if (!setup->track && setup->match == ZOUT_ABX_MATCH_PROGRAMME) {
		return zout_complain(ZOUT_EXIT_USAGE, "live audio is not known beforehand, expected --match 1khz or off");
	}

	const char* const text = options->text[ZOUT_OPTION_MAX_SPL];
	setup->max_spl_db      = default_max_spl_db;
	if (text && (!zout_number_parse(text, &setup->max_spl_db) || setup->max_spl_db < lowest_max_spl_db ||
	             setup->max_spl_db > highest_max_spl_db)) {
		return zout_complain(ZOUT_EXIT_USAGE,
		                     "bad --max-spl '%s', expected %.0f to %.0f dB SPL",
		                     text,
		                     lowest_max_spl_db,
		                     highest_max_spl_db);
	}
	return ZOUT_EXIT_SUCCESS;
}

static ZoutExit
read_backend(const ZoutOptions* const options, ZoutAbxSetup* const setup)
{
	const char* const text   = options->text[ZOUT_OPTION_BACKEND];
	const int         chosen = choose("backend", text, backend_names, ZOUT_ABX_N_BACKENDS, ZOUT_ABX_BACKEND_JACK);
	setup->output            = options->text[ZOUT_OPTION_OUTPUT];
	setup->client            = options->text[ZOUT_OPTION_NAME] ? options->text[ZOUT_OPTION_NAME] : "zout-abx";
	setup->connect           = options->connect;
	setup->midi              = options->text[ZOUT_OPTION_MIDI] != NULL;
	if (chosen < 0) {
		return ZOUT_EXIT_USAGE;
	}
	setup->backend       = (ZoutAbxBackend)chosen;
	const unsigned limit = zout_jack_name_limit(setup->client);
	if (limit) {
		return zout_complain(
			ZOUT_EXIT_USAGE, "bad client name '%s', expected 1 to %u characters without a colon", setup->client, limit);
	}
	const char* const jack_only = setup->connect ? "connect" : setup->midi ? "midi" : NULL;
	if (jack_only && setup->backend != ZOUT_ABX_BACKEND_JACK) {
		return zout_complain(ZOUT_EXIT_USAGE, "--%s needs --backend jack", jack_only);
	}
	if (options->text[ZOUT_OPTION_PLAYBACK] && setup->backend != ZOUT_ABX_BACKEND_ALSA) {
		return zout_complain(ZOUT_EXIT_USAGE, "--playback needs --backend alsa");
	}
	setup->playback = options->text[ZOUT_OPTION_PLAYBACK] ? options->text[ZOUT_OPTION_PLAYBACK] : "default";
	if (setup->output && setup->backend != ZOUT_ABX_BACKEND_FILE) {
		return zout_complain(ZOUT_EXIT_USAGE, "--output needs --backend file");
	}
	return setup->midi ? zout_abx_keys_read(options->text[ZOUT_OPTION_MIDI], setup->keys) : ZOUT_EXIT_SUCCESS;
}

/// Common settings from --phones and --set, then what either chain has of its own
static ZoutExit
read_chains(const ZoutOptions* const options, ZoutAbxSetup* const setup)
{
	static const ZoutOptionId ids[2]   = {ZOUT_OPTION_A, ZOUT_OPTION_B};
	static const char* const  names[2] = {"a", "b"};
	const ZoutExit            bad      = zout_settings_load(options, &setup->settings[0]);
	if (bad) {
		return bad;
	}
	// Else the input would be heard, past the volume and --max-spl
	if (setup->settings[0].value[ZOUT_ENABLED] <= 0.5F) {
		return zout_complain(
			ZOUT_EXIT_USAGE, "enabled is off, expected on: past both chains there is nothing to compare");
	}
	setup->settings[1] = setup->settings[0];
	setup->phones      = options->phones;

	ZoutCatalog     catalog;
	ZoutAudioError  error;
	ZoutAudioStatus status = zout_catalog_open(&catalog, &error);
	for (unsigned i = 0; i < 2 && !status; ++i) {
		setup->names[i] = options->text[ids[i]];
		status          = zout_chain_parse(names[i], setup->names[i], &catalog, &setup->settings[i], &error);
	}
	zout_catalog_close(&catalog);
	return status ? zout_report(status, &error) : ZOUT_EXIT_SUCCESS;
}

/// A name that the record would change, as by a '?', would hide sessions: earlier ones are found by what they recorded
static ZoutExit
read_listener(const char* const name, ZoutAbxSetup* const setup)
{
	size_t length = 0;
	for (unsigned n = 1; name && n; length += n) {
		n = zout_abx_utf8_bytes(name + length);
	}
	setup->listener = name;
	return !name || (!name[length] && length <= ZOUT_ABX_LISTENER_BYTES)
	           ? ZOUT_EXIT_SUCCESS
	           : zout_complain(ZOUT_EXIT_USAGE,
	                           "bad --listener '%s', expected at most %d bytes of UTF-8 without control characters",
	                           name,
	                           (int)ZOUT_ABX_LISTENER_BYTES);
}

ZoutExit
zout_abx_setup(const ZoutOptions* const options, ZoutAbxSetup* const setup)
{
	memset(setup, 0, sizeof(*setup));
	if (options->n_operands) {
		return zout_complain(ZOUT_EXIT_USAGE, "unexpected argument '%s' (see: zout abx --help)", options->operands[0]);
	}
	if (!options->text[ZOUT_OPTION_A] || !options->text[ZOUT_OPTION_B]) {
		return zout_complain(
			ZOUT_EXIT_USAGE, "expected both chains, as --a amp=wire --b amp=hpa-1 (see: zout abx --help)");
	}
	setup->plain     = options->text[ZOUT_OPTION_PLAIN] != NULL;
	setup->equipment = options->text[ZOUT_OPTION_EQUIPMENT];
	ZoutExit status  = read_listener(options->text[ZOUT_OPTION_LISTENER], setup);
	status           = status ? status : read_backend(options, setup);
	status           = status ? status : read_source(options, setup);
	status           = status ? status : read_plan(options, &setup->plan);
	status           = status ? status : read_levels(options, setup);
	return status ? status : read_chains(options, setup);
}
