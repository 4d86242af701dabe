// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file message.h
 * What the program says when it fails, and the statuses that it ends with.
 */

#ifndef ZOUT_CLI_MESSAGE_H
#define ZOUT_CLI_MESSAGE_H

#include "audio/attributes.h"
#include "audio/status.h"

/** Exit statuses. Documented in zout(1) and --help; they never change. */
typedef enum {
	ZOUT_EXIT_SUCCESS, ///< Done
	ZOUT_EXIT_FAILED,  ///< The run failed for an outside reason: I/O error, no server or server lost, interrupted
	ZOUT_EXIT_USAGE,   ///< Something that was typed cannot be used; nothing was written
} ZoutExit;

/**
 * From now on no line is waited for: who stops his terminal, or does not read a pipe, misses it. For a service, whose
 * one loop would stand still with mute and signals until somebody reads. Any thread may go on with saying things.
 */
void
zout_message_never_wait(void);

/** Prints one line on stdout, whatever is in the arguments, apart from its stream. */
void
zout_say(const char* format, ...) ZOUT_PRINTF(1, 2);

/** Prints one line on stderr, whatever is in the arguments, and returns `status`. */
ZoutExit
zout_complain(ZoutExit status, const char* format, ...) ZOUT_PRINTF(2, 3);

/**
 * Says that standard output could not be written.
 *
 * Who read it and left, as `head` does, has enough: then the program ends by SIGPIPE, as programs do, without a word.
 *
 * @param code As of errno.
 */
ZoutExit
zout_complain_of_output(int code);

/** Prints the name of a file on stdout: control characters, as for a line of its own or a colour, become '?'. */
void
zout_print_name(const char* name);

/** The exit status that belongs to an outcome. */
ZoutExit
zout_exit_of(ZoutAudioStatus status);

/** Prints the message of a failure and returns its exit status. */
ZoutExit
zout_report(ZoutAudioStatus status, const ZoutAudioError* error);

/**
 * Ends the process at once, as failed: threads that hang in an audio system still use what is ours. What was printed is
 * printed; files must have been written.
 *
 * @param what What hangs, as "the JACK server".
 * @param name Its name, or NULL if there is only one.
 */
_Noreturn void
zout_abandon(const char* what, const char* name);

#endif // ZOUT_CLI_MESSAGE_H
