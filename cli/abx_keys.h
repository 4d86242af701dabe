// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_keys.h
 * The keys of a session, and the MIDI notes that stand for them.
 */

#ifndef ZOUT_CLI_ABX_KEYS_H
#define ZOUT_CLI_ABX_KEYS_H

#include "cli/message.h"

enum { ZOUT_ABX_NOTES = 128 };

/** Keys that have a name instead of a letter. */
enum {
	ZOUT_ABX_KEY_CONFIRM = '\n',
	ZOUT_ABX_KEY_UNDO    = '\b',
	ZOUT_ABX_KEY_PAUSE   = ' ',
};

/**
 * Reads a list `KEY=NOTE,...`, where KEY is one of a b x 1 2 3 confirm undo pause and NOTE is 0 to 127, or complains.
 *
 * @param keys Receives the key of each note, 0 for none. [ZOUT_ABX_NOTES]
 */
ZoutExit
zout_abx_keys_read(const char* text, char* keys);

/** Name of a key, as in the list and as a command of --plain; "" if it has none. Static. */
const char*
zout_abx_key_name(char key);

#endif // ZOUT_CLI_ABX_KEYS_H
