// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/status.h"

#include <stdarg.h>
#include <stdio.h>

ZoutAudioStatus
zout_audio_fail(ZoutAudioError* const error, const ZoutAudioStatus status, const char* const format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	return status;
}

ZoutAudioStatus
zout_audio_status(const ZoutStatus status, const double rate_hz, ZoutAudioError* const error)
{
	return !status ? ZOUT_AUDIO_SUCCESS
	               : zout_audio_fail(error,
	                                 status == ZOUT_NO_MEMORY ? ZOUT_AUDIO_FAILED : ZOUT_AUDIO_BAD_INPUT,
	                                 "cannot process %.0f Hz: %s",
	                                 rate_hz,
	                                 zout_strerror(status));
}
