// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What asks ALSA for new objects. */

#define _POSIX_C_SOURCE 200809L // struct timespec for ALSA's headers

#include "tests/memory/failing.h"

#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <errno.h>

/// Of parameters, which come by a pointer
#define FAILING_PARAMS(kind)                                                                          \
	int  __real_snd_pcm_##kind##_params_malloc(snd_pcm_##kind##_params_t** params);                   \
	int  __wrap_snd_pcm_##kind##_params_malloc(snd_pcm_##kind##_params_t** params);                   \
	void __real_snd_pcm_##kind##_params_free(snd_pcm_##kind##_params_t* params);                      \
	void __wrap_snd_pcm_##kind##_params_free(snd_pcm_##kind##_params_t* params);                      \
	int  __wrap_snd_pcm_##kind##_params_malloc(snd_pcm_##kind##_params_t** params)                    \
	{                                                                                                 \
		const int status = failing_fails() ? -ENOMEM : __real_snd_pcm_##kind##_params_malloc(params); \
		failing_made(status < 0 ? NULL : *params);                                                    \
		return status;                                                                                \
	}                                                                                                 \
	void __wrap_snd_pcm_##kind##_params_free(snd_pcm_##kind##_params_t* params)                       \
	{                                                                                                 \
		failing_freed(params);                                                                        \
		__real_snd_pcm_##kind##_params_free(params);                                                  \
	}

FAILING_PARAMS(hw)
FAILING_PARAMS(sw)

int
__real_snd_pcm_ioplug_create(snd_pcm_ioplug_t* io, const char* name, snd_pcm_stream_t stream, int mode);
int
__wrap_snd_pcm_ioplug_create(snd_pcm_ioplug_t* io, const char* name, snd_pcm_stream_t stream, int mode);
int
__wrap_snd_pcm_ioplug_create(snd_pcm_ioplug_t* const io,
                             const char* const       name,
                             const snd_pcm_stream_t  stream,
                             const int               mode)
{
	return failing_fails() ? -ENOMEM : __real_snd_pcm_ioplug_create(io, name, stream, mode);
}
