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
