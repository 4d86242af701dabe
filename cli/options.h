// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file options.h
 * The command line, as it was typed: checked for form, not yet for meaning.
 */

#ifndef ZOUT_CLI_OPTIONS_H
#define ZOUT_CLI_OPTIONS_H

#include "audio/writer.h"
#include "cli/message.h"

#include <stdbool.h>

/** Commands that an option belongs to. */
typedef enum {
	ZOUT_COMMAND_LIST    = 1 << 0,
	ZOUT_COMMAND_RENDER  = 1 << 1,
	ZOUT_COMMAND_RUN     = 1 << 2,
	ZOUT_COMMAND_MEASURE = 1 << 3,
	ZOUT_COMMAND_MATCH   = 1 << 4,
	ZOUT_COMMAND_CTL     = 1 << 5,
	ZOUT_COMMAND_ABX     = 1 << 6,
	ZOUT_COMMAND_VERIFY  = 1 << 7,
} ZoutCommand;

typedef enum {
	ZOUT_OPTION_AMP,
	ZOUT_OPTION_PHONES,
	ZOUT_OPTION_PRESET,
	ZOUT_OPTION_SET,
	ZOUT_OPTION_FORMAT,
	ZOUT_OPTION_NAME,
	ZOUT_OPTION_CONNECT,
	ZOUT_OPTION_CONFIG,
	ZOUT_OPTION_CHECK,
	ZOUT_OPTION_BACKEND,
	ZOUT_OPTION_CAPTURE,
	ZOUT_OPTION_PLAYBACK,
	ZOUT_OPTION_SOCKET,
	ZOUT_OPTION_JSON,
	ZOUT_OPTION_SOURCE,
	ZOUT_OPTION_TARGET,
	ZOUT_OPTION_SENSITIVITY,
	ZOUT_OPTION_LOAD,
	ZOUT_OPTION_LEVEL,
	ZOUT_OPTION_RATE,
	ZOUT_OPTION_REPORT,
	ZOUT_OPTION_RECORDING,
	ZOUT_OPTION_COMPARE,
	ZOUT_OPTION_LIVE,
	ZOUT_OPTION_OUT,
	ZOUT_OPTION_IN,
	ZOUT_OPTION_VOLTS,
	ZOUT_OPTION_A,
	ZOUT_OPTION_B,
	ZOUT_OPTION_TRACK,
	ZOUT_OPTION_PROTOCOL,
	ZOUT_OPTION_TRIALS,
	ZOUT_OPTION_STOP,
	ZOUT_OPTION_MATCH,
	ZOUT_OPTION_LOOP,
	ZOUT_OPTION_RESTART,
	ZOUT_OPTION_MAX_SPL,
	ZOUT_OPTION_OUTPUT,
	ZOUT_OPTION_MIDI,
	ZOUT_OPTION_LISTENER,
	ZOUT_OPTION_EQUIPMENT,
	ZOUT_OPTION_PLAIN,
	ZOUT_OPTION_HELP,
	ZOUT_N_OPTIONS
} ZoutOptionId;

/** What is to be known of an option. */
typedef struct {
	ZoutOptionId id;
	unsigned     commands; ///< Set of ZoutCommand
	const char*  name;
	const char*  argument; ///< What it takes, or NULL
	const char*  help;
} ZoutOptionInfo;

/** How a command is called. */
const char*
zout_command_name(ZoutCommand command);

/** The option of this index, in the order of the help, or NULL past the last one. */
const ZoutOptionInfo*
zout_option_info(unsigned index);

/** One of the options that change settings, in the order of the command line. */
typedef struct {
	ZoutOptionId id;
	const char*  text;
} ZoutChange;

/** What was typed after the command. Strings belong to the command line. */
typedef struct {
	bool             help;
	bool             json;
	bool             connect;
	ZoutSampleFormat format;
	const char*      source;      ///< Of match, or NULL
	const char*      target;      ///< Likewise
	const char*      sensitivity; ///< Likewise
	double           load_ohm;    ///< 0 if not typed
	double           level_vrms;  ///< Likewise
	double           rate_hz;     ///< Likewise
	const char*      report;      ///< Directory, or NULL
	const char*      recording;   ///< File, or NULL
	bool             compare;
	bool             live;
	const char*      out;                  ///< JACK ports, or NULL
	const char*      in;                   ///< Likewise
	double           volts;                ///< 0 if not typed
	const char*      name;                 ///< Of the service and its JACK client, or NULL
	const char*      config;               ///< Configuration file, or NULL
	bool             check;                ///< Only check the configuration
	const char*      backend;              ///< Kind, or NULL
	const char*      capture;              ///< ALSA PCM, or NULL
	const char*      playback;             ///< ALSA PCM, or NULL
	const char*      socket;               ///< Control socket, or NULL
	const char*      amp;                  ///< Last --amp, or NULL
	const char*      phones;               ///< Last --phones, or NULL
	const char*      text[ZOUT_N_OPTIONS]; ///< Last value of each option; "" if it takes none; NULL if not there
	ZoutChange*      changes;              ///< [n_changes]
	unsigned         n_changes;
	const char**     operands; ///< [n_operands]
	unsigned         n_operands;
} ZoutOptions;

/**
 * Reads the arguments of a command and complains about the first bad one.
 *
 * @param options Receives what was read; the caller frees it with zout_options_clear(), also after a failure.
 */
ZoutExit
zout_options_parse(ZoutOptions* options, ZoutCommand command, int argc, char** argv);

/** Frees the lists. */
void
zout_options_clear(ZoutOptions* options);

#endif // ZOUT_CLI_OPTIONS_H
