// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/container.h"

#include <sndfile.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

typedef struct {
	const char* extension;
	int         format;
	bool        holds_float;
} Container;

static const Container containers[] = {
	{"wav", SF_FORMAT_WAV, true},
	{"flac", SF_FORMAT_FLAC, false},
	{"aiff", SF_FORMAT_AIFF, true},
	{"aif", SF_FORMAT_AIFF, true},
	{"w64", SF_FORMAT_W64, true},
	{"rf64", SF_FORMAT_RF64, true},
	{"caf", SF_FORMAT_CAF, true},
	{"au", SF_FORMAT_AU, true},
};

/// Sizes in a WAV file have 32 bits; leave room for its header
static const uint64_t wav_limit_bytes = 0xfffff000U;

static const Container*
find(const char* const path)
{
	const char* const slash = strrchr(path, '/');
	const char* const dot   = strrchr(slash ? slash : path, '.');
	for (size_t i = 0; dot && i < sizeof(containers) / sizeof(containers[0]); ++i) {
		if (!strcasecmp(dot + 1, containers[i].extension)) {
			return &containers[i];
		}
	}
	return NULL;
}

ZoutAudioStatus
zout_container_find(const char* const      path,
                    const ZoutSampleFormat format,
                    const uint64_t         bytes,
                    int* const             sndfile_format,
                    ZoutAudioError* const  error)
{
	const Container* const container = find(path);
	if (!container) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "cannot tell a file format from the name '%s', expected one that ends in "
		                       ".wav, .flac, .aiff, .w64, .rf64, .caf or .au",
		                       path);
	}
	if (format == ZOUT_FORMAT_FLOAT && !container->holds_float) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "a .%s file cannot hold float samples, expected --format 24 or another extension",
		                       container->extension);
	}

	const bool is_float = format != ZOUT_FORMAT_24 && container->holds_float;
	const bool is_large = container->format == SF_FORMAT_WAV && bytes > wav_limit_bytes;
	*sndfile_format = (is_large ? SF_FORMAT_RF64 : container->format) | (is_float ? SF_FORMAT_FLOAT : SF_FORMAT_PCM_24);
	return ZOUT_AUDIO_SUCCESS;
}
