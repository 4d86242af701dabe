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

/* Nodes of a configuration. What has a parent goes with it and counts no more */

/// A function that makes one, which comes by a pointer
#define FAILING_NODE(name, parameters, arguments)                               \
	int __real_##name parameters;                                               \
	int __wrap_##name parameters;                                               \
	int __wrap_##name parameters                                                \
	{                                                                           \
		const int status = failing_fails() ? -ENOMEM : __real_##name arguments; \
		failing_made(status < 0 ? NULL : *node);                                \
		return status;                                                          \
	}

FAILING_NODE(snd_config_copy, (snd_config_t * *node, snd_config_t* from), (node, from))
FAILING_NODE(snd_config_make_compound, (snd_config_t * *node, const char* id, int join), (node, id, join))
FAILING_NODE(snd_config_imake_string, (snd_config_t * *node, const char* id, const char* text), (node, id, text))

int
__real_snd_config_add(snd_config_t* parent, snd_config_t* node);
int
__wrap_snd_config_add(snd_config_t* parent, snd_config_t* node);
int
__wrap_snd_config_add(snd_config_t* const parent, snd_config_t* const node)
{
	const int status = failing_fails() ? -ENOMEM : __real_snd_config_add(parent, node);
	failing_freed(status < 0 ? NULL : node);
	return status;
}

int
__real_snd_config_delete(snd_config_t* node);
int
__wrap_snd_config_delete(snd_config_t* node);
int
__wrap_snd_config_delete(snd_config_t* const node)
{
	failing_freed(node);
	return __real_snd_config_delete(node);
}
