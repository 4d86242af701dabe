// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L // struct timespec for ALSA's headers

#include "audio/alsa_message.h"

#include <alsa/asoundlib.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

/// First thing that alsa-lib said since somebody asked
static _Thread_local char kept_message[160];

ZOUT_PRINTF(5, 0)
static void
keep_message(const char* const file,
             const int         line,
             const char* const function,
             const int         number,
             const char* const format,
             va_list           args)
{
	(void)file;
	(void)line;
	(void)function;
	(void)number;
	if (!*kept_message) {
		vsnprintf(kept_message, sizeof(kept_message), format, args);
	}
}

void
zout_alsa_forget_messages(void)
{
	*kept_message = '\0';
}

void
zout_alsa_keep_messages(void)
{
	snd_lib_error_set_local(keep_message);
}

ZoutAudioStatus
zout_alsa_fail(ZoutAudioError* const error,
               const char* const     what,
               const char* const     direction,
               const char* const     device,
               const int             number)
{
	const bool more = *kept_message;
	zout_audio_fail(error,
	                ZOUT_AUDIO_FAILED,
	                "%s device '%.100s': %s%s%s%s%s",
	                direction,
	                device,
	                what,
	                number ? ": " : "",
	                number ? snd_strerror(number) : "",
	                more ? "; ALSA says: " : "",
	                kept_message);
	*kept_message = '\0';
	return ZOUT_AUDIO_FAILED;
}
