// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_command.h
 * The commands of `zout abx --plain`.
 */

#ifndef ZOUT_CLI_ABX_COMMAND_H
#define ZOUT_CLI_ABX_COMMAND_H

#include "audio/status.h"
#include "cli/abx_test.h"

/**
 * Obeys a line, and says the event that follows from it; a line that makes no sense is answered by an error event.
 *
 * @param wait_s Receives the time that is to pass before `waited` is said and the next line obeyed; else is left alone.
 * @return ZOUT_AUDIO_SUCCESS; ZOUT_AUDIO_STOPPED if the listener wants to end; or what went wrong.
 */
ZoutAudioStatus
zout_abx_obey(ZoutAbxTest* test, const char* command, double* wait_s, ZoutAudioError* error);

#endif // ZOUT_CLI_ABX_COMMAND_H
