// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file commands.h
 * The commands of the program, one file for each. They return its exit status.
 */

#ifndef ZOUT_CLI_COMMANDS_H
#define ZOUT_CLI_COMMANDS_H

#include "cli/message.h"
#include "cli/options.h"

/** `zout list`: what there is to choose from. */
ZoutExit
zout_list(const ZoutOptions* options);

/** `zout match`: which amplifier for which headphone. */
ZoutExit
zout_match_command(const ZoutOptions* options);

/** `zout render`: a file into a file. */
ZoutExit
zout_render_file(const ZoutOptions* options);

/** `zout abx`: a blind test. */
ZoutExit
zout_abx(const ZoutOptions* options);

/** `zout ctl`: steering a service that runs. */
ZoutExit
zout_ctl(const ZoutOptions* options);

/** `zout run`: live audio as a service, until it is told to end. */
ZoutExit
zout_run(const ZoutOptions* options);

/** `zout verify`: records of blind tests. */
ZoutExit
zout_verify(const ZoutOptions* options);

/** `zout measure`: figures and charts of a review. */
ZoutExit
zout_measure(const ZoutOptions* options);

/** Prints the help of the program on stdout. */
void
zout_help(void);

/** Prints the help of one command on stdout. */
void
zout_help_command(ZoutCommand command);

#endif // ZOUT_CLI_COMMANDS_H
