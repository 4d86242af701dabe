// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/service/config_values.h"

#include "catalog/value.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

ZoutAudioStatus
zout_config_replace(char** const string, const char* const value, ZoutAudioError* const error)
{
	char* const copy = strdup(value);
	if (!copy) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	free(*string);
	*string = copy;
	return ZOUT_AUDIO_SUCCESS;
}

/// Reads a number within a range and nothing else
static ZoutAudioStatus
number(const char* const     value,
       const double          min,
       const double          max,
       const char* const     unit,
       double* const         result,
       ZoutAudioError* const error)
{
	double read = 0.0;
	if (!zout_number_parse(value, &read) || read < min || read > max) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "bad value '%s', expected %g to %g%s%s",
		                       value,
		                       min,
		                       max,
		                       *unit ? " " : "",
		                       unit);
	}
	*result = read;
	return ZOUT_AUDIO_SUCCESS;
}

ZoutAudioStatus
zout_config_real(const char* const     value,
                 const float           min,
                 const float           max,
                 const char* const     unit,
                 float* const          result,
                 ZoutAudioError* const error)
{
	double                read   = 0.0;
	const ZoutAudioStatus status = number(value, (double)min, (double)max, unit, &read, error);
	*result                      = status ? *result : (float)read;
	return status;
}

ZoutAudioStatus
zout_config_whole(const char* const     value,
                  const unsigned        min,
                  const unsigned        max,
                  const char* const     unit,
                  unsigned* const       result,
                  ZoutAudioError* const error)
{
	double                read   = 0.0;
	const ZoutAudioStatus status = number(value, (double)min, (double)max, unit, &read, error);
	if (!status && read > (double)(unsigned)read) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "bad value '%s', expected a whole number from %u to %u %s",
		                       value,
		                       min,
		                       max,
		                       unit);
	}
	*result = status ? *result : (unsigned)read;
	return status;
}

ZoutAudioStatus
zout_config_toggle(const char* const value, bool* const result, ZoutAudioError* const error)
{
	static const char* const words[] = {"no", "yes", "off", "on", "false", "true", "0", "1"}; // the odd ones are true
	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); ++i) {
		if (!strcasecmp(value, words[i])) {
			*result = i % 2U;
			return ZOUT_AUDIO_SUCCESS;
		}
	}
	return zout_audio_fail(error, ZOUT_AUDIO_BAD_INPUT, "bad value '%s', expected yes or no", value);
}

ZoutAudioStatus
zout_config_check_preset(const char* const value, ZoutAudioError* const error)
{
	const size_t scheme = strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
	if (*value == '/' || (scheme && value[scheme] == ':')) {
		return ZOUT_AUDIO_SUCCESS;
	}
	return zout_audio_fail(
		error, ZOUT_AUDIO_BAD_INPUT, "bad value '%.300s', expected a path from the root or a URI", value);
}

ZoutAudioStatus
zout_config_place(const char* const value, char** const path, ZoutAudioError* const error)
{
	bool           wanted = false;
	ZoutAudioError ignored;
	if (*value == '/') {
		return zout_config_replace(path, value, error);
	}
	if (zout_config_toggle(value, &wanted, &ignored)) {
		return zout_audio_fail(
			error, ZOUT_AUDIO_BAD_INPUT, "bad value '%s', expected yes, no or a path from the root", value);
	}
	if (wanted) {
		free(*path);
		*path = NULL;
		return ZOUT_AUDIO_SUCCESS;
	}
	return zout_config_replace(path, "", error);
}
