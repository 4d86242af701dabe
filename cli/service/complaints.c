// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/service/complaints.h"

#include "cli/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
zout_complaints_add(ZoutComplaints* const complaints,
                    const char* const     file,
                    const unsigned        line,
                    const char* const     key,
                    const char* const     format,
                    ...)
{
	if (complaints->outside) {
		return; // whatever went wrong since is a consequence
	}
	char   text[1024];
	size_t length = (size_t)snprintf(text, sizeof(text) / 2U, "%s:", file);
	length        = length < sizeof(text) / 2U ? length : sizeof(text) / 2U - 1U;
	if (line) {
		length += (size_t)snprintf(text + length, sizeof(text) - length, "%u:", line);
	}
	if (key) {
		length += (size_t)snprintf(text + length, sizeof(text) - length, " %.64s:", key);
	}
	text[length++] = ' ';

	va_list args;
	va_start(args, format);
	vsnprintf(text + length, sizeof(text) - length, format, args);
	va_end(args);
	if (complaints->n < ZOUT_MAX_COMPLAINTS) {
		complaints->text[complaints->n] = strdup(text);
	}
	++complaints->n;
}

void
zout_complaints_fail(ZoutComplaints* const complaints, const char* const file, const char* const reason)
{
	zout_complaints_add(complaints, file, 0, NULL, "%s", reason);
	complaints->outside = true;
}

void
zout_complaints_print(const ZoutComplaints* const complaints)
{
	for (unsigned i = 0; i < complaints->n && i < ZOUT_MAX_COMPLAINTS; ++i) {
		zout_complain(ZOUT_EXIT_USAGE, "%s", complaints->text[i] ? complaints->text[i] : "out of memory");
	}
	if (complaints->n > ZOUT_MAX_COMPLAINTS) {
		zout_complain(ZOUT_EXIT_USAGE, "and %u errors more", complaints->n - ZOUT_MAX_COMPLAINTS);
	}
}

ZoutAudioStatus
zout_complaints_sum(const ZoutComplaints* const complaints, ZoutAudioError* const error)
{
	if (!complaints->n) {
		return ZOUT_AUDIO_SUCCESS;
	}
	// What came from outside ended the reading, so it is the last one
	const unsigned    which = complaints->outside ? complaints->n - 1U : 0U;
	const char* const known = which < ZOUT_MAX_COMPLAINTS ? complaints->text[which] : NULL;
	char              more[32];
	snprintf(more, sizeof(more), " (and %u more)", complaints->n - 1U);
	return zout_audio_fail(error,
	                       complaints->outside ? ZOUT_AUDIO_FAILED : ZOUT_AUDIO_BAD_INPUT,
	                       "%.450s%s",
	                       known ? known : "out of memory",
	                       complaints->n > 1U ? more : "");
}

void
zout_complaints_clear(ZoutComplaints* const complaints)
{
	for (unsigned i = 0; i < complaints->n && i < ZOUT_MAX_COMPLAINTS; ++i) {
		free(complaints->text[i]);
	}
	memset(complaints, 0, sizeof(*complaints));
}
