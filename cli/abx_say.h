// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_say.h
 * Events of a test as lines on stdout: a word, then a text. Each line leaves at once.
 */

#ifndef ZOUT_CLI_ABX_SAY_H
#define ZOUT_CLI_ABX_SAY_H

#include "audio/attributes.h"
#include "cli/abx_test.h"

/** Prints one event, whatever is in the arguments. */
void
zout_abx_say(const char* event, const char* format, ...) ZOUT_PRINTF(2, 3);

/** Prints how levels were matched, and what to beware of. */
void
zout_abx_say_levels(const ZoutAbxTest* test);

/** Prints which trial it is. */
void
zout_abx_say_trial(const ZoutAbxTest* test);

/** Prints what came out of a finished session, where its record lies and how to verify it. */
void
zout_abx_say_result(const ZoutAbxTest* test);

#endif // ZOUT_CLI_ABX_SAY_H
