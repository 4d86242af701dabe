// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/options.h"

#include "catalog/suggest.h"
#include "catalog/value.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
	SOUND = ZOUT_COMMAND_RENDER | ZOUT_COMMAND_RUN | ZOUT_COMMAND_MEASURE,
	ABX   = ZOUT_COMMAND_ABX,
	MODEL = SOUND | ZOUT_COMMAND_MATCH,
	EVERY = ZOUT_COMMAND_LIST | ZOUT_COMMAND_CTL | ZOUT_COMMAND_VERIFY | MODEL | ABX,
	JSON  = ZOUT_COMMAND_LIST | ZOUT_COMMAND_MATCH | ZOUT_COMMAND_MEASURE,
};

static const ZoutOptionInfo infos[] = {
	{ZOUT_OPTION_AMP, MODEL, "amp", "NAME", "amplifier, one of `zout list amps`"},
	{ZOUT_OPTION_PHONES, MODEL | ABX, "phones", "NAME", "headphone, one of `zout list phones`"},
	{ZOUT_OPTION_PRESET, SOUND, "preset", "FILE|URI", "LV2 preset of <urn:zout:amp>, for instance saved by a DAW"},
	{ZOUT_OPTION_SET, MODEL | ABX, "set", "SYMBOL=VALUE", "one control, after all presets; may be repeated"},
	{ZOUT_OPTION_FORMAT, ZOUT_COMMAND_RENDER, "format", "float|24", "samples of OUT (float; 24 where it cannot be)"},
	{ZOUT_OPTION_CONFIG, ZOUT_COMMAND_RUN, "config", "FILE", "configuration (zout.conf where zout-run(1) says)"},
	{ZOUT_OPTION_CHECK, ZOUT_COMMAND_RUN, "check", NULL, "check the configuration, name all errors, and end"},
	{ZOUT_OPTION_NAME,
     ZOUT_COMMAND_RUN | ZOUT_COMMAND_CTL,
     "name",
     "NAME",
     "name of the service and of its JACK client (zout)"},
	{ZOUT_OPTION_CONNECT, ZOUT_COMMAND_RUN | ABX, "connect", NULL, "connect to the physical inputs and outputs"},
	{ZOUT_OPTION_BACKEND, ZOUT_COMMAND_RUN, "backend", "jack|alsa", "audio system (jack)"},
	{ZOUT_OPTION_CAPTURE, ZOUT_COMMAND_RUN, "capture", "PCM", "ALSA device to record from (default)"},
	{ZOUT_OPTION_PLAYBACK, ZOUT_COMMAND_RUN, "playback", "PCM", "ALSA device to play to (default)"},
	{ZOUT_OPTION_SOCKET, ZOUT_COMMAND_CTL, "socket", "PATH", "control socket (that of the service's name)"},
	{ZOUT_OPTION_SOURCE, ZOUT_COMMAND_MATCH, "source", "V", "voltage of the source at full scale, rms (2)"},
	{ZOUT_OPTION_TARGET, ZOUT_COMMAND_MATCH, "target", "SPL", "wanted level of a full-scale sine, dB SPL (110)"},
	{ZOUT_OPTION_SENSITIVITY, ZOUT_COMMAND_MATCH, "sensitivity", "dB/V", "of the headphone, as in 97dB/V or 103dB/mW"},
	{ZOUT_OPTION_LOAD, ZOUT_COMMAND_MEASURE, "load", "OHM", "a resistor in place of a headphone, 4 to 1000 ohm"},
	{ZOUT_OPTION_LEVEL, ZOUT_COMMAND_MEASURE, "level", "VRMS", "output level of the dashboard (2)"},
	{ZOUT_OPTION_RATE, ZOUT_COMMAND_MEASURE, "rate", "HZ", "sample rate (48000, and 384000 for what is beyond 20 kHz)"},
	{ZOUT_OPTION_REPORT, ZOUT_COMMAND_MEASURE, "report", "DIR", "write DIR/report.html and DIR/report.json"},
	{ZOUT_OPTION_COMPARE, ZOUT_COMMAND_MEASURE, "compare", NULL, "measure the amplifiers AMP..., and rank them"},
	{ZOUT_OPTION_LIVE, ZOUT_COMMAND_MEASURE, "live", NULL, "measure hardware by way of JACK, not the model"},
	{ZOUT_OPTION_OUT,
     ZOUT_COMMAND_MEASURE,
     "out",
     "PORT,PORT",
     "live: JACK ports to play to (the first physical ones)"},
	{ZOUT_OPTION_IN, ZOUT_COMMAND_MEASURE, "in", "PORT,PORT", "live: JACK ports to record (the first physical ones)"},
	{ZOUT_OPTION_VOLTS, ZOUT_COMMAND_MEASURE, "volts", "VRMS", "live: what a voltmeter at the load shows (asked for)"},
	{ZOUT_OPTION_RECORDING, ZOUT_COMMAND_MEASURE, "recording", "FILE", "measure the tone in an audio file instead"},
	{ZOUT_OPTION_NAME, ABX, "name", "NAME", "name of the JACK client (zout-abx)"},
	{ZOUT_OPTION_A, ABX, "a", "KEY=VALUE,...", "chain A: amp=NAME, then controls of amplifier and euphonic"},
	{ZOUT_OPTION_B, ABX, "b", "KEY=VALUE,...", "chain B, likewise"},
	{ZOUT_OPTION_TRACK, ABX, "track", "FILE", "what is listened to, in a loop"},
	{ZOUT_OPTION_LIVE, ABX, "live", NULL, "listen to the JACK inputs instead of a track"},
	{ZOUT_OPTION_PROTOCOL, ABX, "protocol", "abx|preference|triangle", "what is asked for (abx)"},
	{ZOUT_OPTION_TRIALS, ABX, "trials", "N", "number of trials, 5 to 200 (16)"},
	{ZOUT_OPTION_STOP, ABX, "stop", "fixed|sprt", "end after all trials, or when Wald's test decides (fixed)"},
	{ZOUT_OPTION_MATCH, ABX, "match", "programme|1khz|off", "levels (programme; live 1khz)"},
	{ZOUT_OPTION_LOOP, ABX, "loop", "START:END", "part of the track to repeat, seconds (all of it)"},
	{ZOUT_OPTION_RESTART, ABX, "restart", NULL, "each switch begins the loop anew, instead of running on"},
	{ZOUT_OPTION_MAX_SPL, ABX, "max-spl", "DB", "cap on the estimated level of either chain, 60 to 120 dB (95)"},
	{ZOUT_OPTION_BACKEND, ABX, "backend", "jack|alsa|file", "where it is heard (jack)"},
	{ZOUT_OPTION_OUTPUT, ABX, "output", "FILE", "with --backend file: what would have been heard"},
	{ZOUT_OPTION_PLAYBACK, ABX, "playback", "PCM", "with --backend alsa: the device (default)"},
	{ZOUT_OPTION_MIDI, ABX, "midi", "KEY=NOTE,...", "notes that act as keys, as a=60,b=62,x=64,1=65,2=67"},
	{ZOUT_OPTION_LISTENER, ABX, "listener", "NAME", "for the record: who listens"},
	{ZOUT_OPTION_EQUIPMENT, ABX, "equipment", "TEXT", "for the record: real headphone, amplifier and DAC"},
	{ZOUT_OPTION_PLAIN, ABX, "plain", NULL, "one command per line in, one event per line out; no screen"},
	{ZOUT_OPTION_REPORT, ABX, "report", NULL, "no test: put the records FILE... on one HTML page, on standard output"},
	{ZOUT_OPTION_JSON, JSON, "json", NULL, "everything as JSON, every number with its source or conditions"},
	{ZOUT_OPTION_JSON, ZOUT_COMMAND_CTL, "json", NULL, "answers as they come: one JSON object in a line"},
	{ZOUT_OPTION_HELP, EVERY, "help", NULL, "print this and end"},
};

const char*
zout_command_name(const ZoutCommand command)
{
	switch (command) {
	case ZOUT_COMMAND_LIST:
		return "list";
	case ZOUT_COMMAND_RENDER:
		return "render";
	case ZOUT_COMMAND_RUN:
		return "run";
	case ZOUT_COMMAND_MEASURE:
		return "measure";
	case ZOUT_COMMAND_MATCH:
		return "match";
	case ZOUT_COMMAND_CTL:
		return "ctl";
	case ZOUT_COMMAND_ABX:
		return "abx";
	case ZOUT_COMMAND_VERIFY:
		return "verify";
	}
	return "";
}

const ZoutOptionInfo*
zout_option_info(const unsigned index)
{
	return index < sizeof(infos) / sizeof(infos[0]) ? &infos[index] : NULL;
}

/// Finds an option by what stands before the "=", or complains
static const ZoutOptionInfo*
find_option(const ZoutCommand command, const char* const argument, const size_t length)
{
	char typed[64] = "";
	strncat(typed, argument, length < sizeof(typed) ? length : sizeof(typed) - 1U);
	ZoutSuggestion        suggestion = zout_suggestion(typed);
	const ZoutOptionInfo* info       = NULL;
	for (unsigned i = 0; (info = zout_option_info(i)); ++i) {
		if (info->commands & (unsigned)command) {
			if (strlen(info->name) == length && !strncmp(info->name, argument, length)) {
				return info;
			}
			zout_suggestion_offer(&suggestion, info->name);
		}
	}

	if (*zout_suggestion_text(&suggestion).text) {
		zout_complain(ZOUT_EXIT_USAGE, "unknown option '--%s'; did you mean '--%s'?", typed, suggestion.best);
	} else {
		zout_complain(
			ZOUT_EXIT_USAGE, "unknown option '--%s' (see: zout %s --help)", typed, zout_command_name(command));
	}
	return NULL;
}

static ZoutExit
take_format(ZoutOptions* const options, const char* const text)
{
	if (!strcmp(text, "float")) {
		options->format = ZOUT_FORMAT_FLOAT;
	} else if (!strcmp(text, "24")) {
		options->format = ZOUT_FORMAT_24;
	} else {
		return zout_complain(ZOUT_EXIT_USAGE, "unknown sample format '%s', expected float or 24", text);
	}
	return ZOUT_EXIT_SUCCESS;
}

/// Reads a number, which must be in its range
static ZoutExit
take_number(double* const     number,
            const char* const option,
            const char* const text,
            const double      min,
            const double      max,
            const char* const unit)
{
	if (!zout_number_parse(text, number) || *number < min || *number > max) {
		return zout_complain(
			ZOUT_EXIT_USAGE, "bad value '%s' for --%s, expected %g to %.10g %s", text, option, min, max, unit);
	}
	return ZOUT_EXIT_SUCCESS;
}

static ZoutExit
take_option(ZoutOptions* const options, const ZoutOptionId id, const char* const text)
{
	options->text[id] = text;
	switch (id) {
	case ZOUT_OPTION_AMP:
		options->amp = text;
		break;
	case ZOUT_OPTION_PHONES:
		options->phones = text;
		break;
	case ZOUT_OPTION_PRESET:
	case ZOUT_OPTION_SET:
		break;
	case ZOUT_OPTION_FORMAT:
		return take_format(options, text);
	case ZOUT_OPTION_NAME:
		options->name = text;
		return ZOUT_EXIT_SUCCESS;
	case ZOUT_OPTION_CONFIG:
		options->config = text;
		return ZOUT_EXIT_SUCCESS;
	case ZOUT_OPTION_CHECK:
		options->check = true;
		return ZOUT_EXIT_SUCCESS;
	case ZOUT_OPTION_BACKEND:
		options->backend = text;
		return ZOUT_EXIT_SUCCESS;
	case ZOUT_OPTION_CAPTURE:
		options->capture = text;
		return ZOUT_EXIT_SUCCESS;
	case ZOUT_OPTION_PLAYBACK:
		options->playback = text;
		return ZOUT_EXIT_SUCCESS;
	case ZOUT_OPTION_SOCKET:
		options->socket = text;
		return ZOUT_EXIT_SUCCESS;
	case ZOUT_OPTION_CONNECT:
		options->connect = true;
		return ZOUT_EXIT_SUCCESS;
	case ZOUT_OPTION_JSON:
		options->json = true;
		return ZOUT_EXIT_SUCCESS;
	case ZOUT_OPTION_SOURCE:
		options->source = text;
		return ZOUT_EXIT_SUCCESS;
	case ZOUT_OPTION_TARGET:
		options->target = text;
		return ZOUT_EXIT_SUCCESS;
	case ZOUT_OPTION_SENSITIVITY:
		options->sensitivity = text;
		return ZOUT_EXIT_SUCCESS;
	case ZOUT_OPTION_LOAD:
		return take_number(&options->load_ohm, "load", text, 4.0, 1000.0, "ohm");
	case ZOUT_OPTION_LEVEL:
		return take_number(&options->level_vrms, "level", text, 0.001, 50.0, "Vrms");
	case ZOUT_OPTION_RATE:
		return take_number(&options->rate_hz, "rate", text, 44100.0, 384000.0, "Hz");
	case ZOUT_OPTION_REPORT:
		options->report = text;
		return ZOUT_EXIT_SUCCESS;
	case ZOUT_OPTION_LIVE:
		options->live = true;
		return ZOUT_EXIT_SUCCESS;
	case ZOUT_OPTION_OUT:
		options->out = text;
		return ZOUT_EXIT_SUCCESS;
	case ZOUT_OPTION_IN:
		options->in = text;
		return ZOUT_EXIT_SUCCESS;
	case ZOUT_OPTION_VOLTS:
		return take_number(&options->volts, "volts", text, 0.001, 100.0, "Vrms");
	case ZOUT_OPTION_RECORDING:
		options->recording = text;
		return ZOUT_EXIT_SUCCESS;
	case ZOUT_OPTION_COMPARE:
		options->compare = true;
		return ZOUT_EXIT_SUCCESS;
	case ZOUT_OPTION_HELP:
		options->help = true;
		return ZOUT_EXIT_SUCCESS;
	default: // options of one command, which reads them from `text`
		return ZOUT_EXIT_SUCCESS;
	}

	const ZoutChange change                = {id, text};
	options->changes[options->n_changes++] = change;
	return ZOUT_EXIT_SUCCESS;
}

/// Reads the option at argv[*i], and moves `*i` to its argument if that stands apart
static ZoutExit
parse_option(ZoutOptions* const options, const ZoutCommand command, const int argc, char** const argv, int* const i)
{
	const char* const     argument = argv[*i] + 2;
	const char* const     equals   = strchr(argument, '=');
	const size_t          length   = equals ? (size_t)(equals - argument) : strlen(argument);
	const ZoutOptionInfo* info     = find_option(command, argument, length);
	if (!info) {
		return ZOUT_EXIT_USAGE;
	}
	if (!info->argument && equals) {
		return zout_complain(ZOUT_EXIT_USAGE, "option --%s takes no value", info->name);
	}
	if (info->argument && !equals && *i + 1 >= argc) {
		return zout_complain(ZOUT_EXIT_USAGE, "option --%s needs a value, expected %s", info->name, info->argument);
	}
	return take_option(options, info->id, !info->argument ? "" : equals ? equals + 1 : argv[++*i]);
}

ZoutExit
zout_options_parse(ZoutOptions* const options, const ZoutCommand command, const int argc, char** const argv)
{
	static const ZoutOptions defaults = {.name = NULL};
	*options                          = defaults;
	options->changes                  = (ZoutChange*)calloc((size_t)argc + 1U, sizeof(ZoutChange));
	options->operands                 = (const char**)calloc((size_t)argc + 1U, sizeof(const char*));
	if (!options->changes || !options->operands) {
		return zout_complain(ZOUT_EXIT_FAILED, "out of memory");
	}

	bool only_operands = false;
	for (int i = 0; i < argc; ++i) {
		ZoutExit status = ZOUT_EXIT_SUCCESS;
		if (only_operands || argv[i][0] != '-') {
			options->operands[options->n_operands++] = argv[i];
		} else if (!strcmp(argv[i], "--")) {
			only_operands = true;
		} else if (!strcmp(argv[i], "-h")) {
			options->help = true;
		} else if (!strncmp(argv[i], "--", 2)) {
			status = parse_option(options, command, argc, argv, &i);
		} else {
			status = zout_complain(
				ZOUT_EXIT_USAGE, "unknown option '%s' (see: zout %s --help)", argv[i], zout_command_name(command));
		}
		if (status) {
			return status;
		}
	}
	return ZOUT_EXIT_SUCCESS;
}

void
zout_options_clear(ZoutOptions* const options)
{
	free(options->changes);
	free(options->operands);
}
