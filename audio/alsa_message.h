// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file alsa_message.h
 * One line about what went wrong with a device. alsa-lib prints on stderr, several lines for one failure; each thread
 * can take that over. [setup]
 */

#ifndef ZOUT_AUDIO_ALSA_MESSAGE_H
#define ZOUT_AUDIO_ALSA_MESSAGE_H

#include "audio/status.h"

/** From now on this thread's messages of alsa-lib are kept for zout_alsa_fail() instead of printed. */
void
zout_alsa_keep_messages(void);

/** Forgets what was kept until now. */
void
zout_alsa_forget_messages(void);

/** Writes a message about a device, with ALSA's error number and what alsa-lib said before; returns ZOUT_AUDIO_FAILED.
 */
ZoutAudioStatus
zout_alsa_fail(ZoutAudioError* error, const char* what, const char* direction, const char* device, int number);

#endif // ZOUT_AUDIO_ALSA_MESSAGE_H
