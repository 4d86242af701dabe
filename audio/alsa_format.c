// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L // struct timespec for ALSA's headers

#include "audio/alsa_format.h"

#include "audio/quantise.h"

#include <string.h>

ZOUT_REALTIME
static void
read_s16(const void* const from, const size_t stride, float* const to, const uint32_t n)
{
	const unsigned char* const bytes = (const unsigned char*)from;
	for (uint32_t i = 0; i < n; ++i) {
		int16_t value = 0;
		memcpy(&value, bytes + i * stride, sizeof(value));
		to[i] = (float)value * 0x1p-15F;
	}
}

ZOUT_REALTIME
static void
write_s16(const float* const from, void* const to, const size_t stride, const uint32_t n)
{
	unsigned char* const bytes = (unsigned char*)to;
	for (uint32_t i = 0; i < n; ++i) {
		const int16_t value = (int16_t)zout_quantise(from[i], 16);
		memcpy(bytes + i * stride, &value, sizeof(value));
	}
}

/// In the lower three bytes of four; the upper one is anything
ZOUT_REALTIME
static void
read_s24(const void* const from, const size_t stride, float* const to, const uint32_t n)
{
	const unsigned char* const bytes = (const unsigned char*)from;
	for (uint32_t i = 0; i < n; ++i) {
		uint32_t value = 0;
		memcpy(&value, bytes + i * stride, sizeof(value));
		to[i] = (float)(int32_t)(value << 8U) * 0x1p-31F;
	}
}

ZOUT_REALTIME
static void
write_s24(const float* const from, void* const to, const size_t stride, const uint32_t n)
{
	unsigned char* const bytes = (unsigned char*)to;
	for (uint32_t i = 0; i < n; ++i) {
		const int32_t value = zout_quantise(from[i], 24);
		memcpy(bytes + i * stride, &value, sizeof(value));
	}
}

/// Three bytes, the lowest first
ZOUT_REALTIME
static void
read_s24_3le(const void* const from, const size_t stride, float* const to, const uint32_t n)
{
	const unsigned char* const bytes = (const unsigned char*)from;
	for (uint32_t i = 0; i < n; ++i) {
		const unsigned char* const b     = bytes + i * stride;
		const uint32_t             value = (uint32_t)b[0] << 8U | (uint32_t)b[1] << 16U | (uint32_t)b[2] << 24U;
		to[i]                            = (float)(int32_t)value * 0x1p-31F;
	}
}

ZOUT_REALTIME
static void
write_s24_3le(const float* const from, void* const to, const size_t stride, const uint32_t n)
{
	unsigned char* const bytes = (unsigned char*)to;
	for (uint32_t i = 0; i < n; ++i) {
		const uint32_t       value = (uint32_t)zout_quantise(from[i], 24);
		unsigned char* const b     = bytes + i * stride;
		b[0]                       = (unsigned char)value;
		b[1]                       = (unsigned char)(value >> 8U);
		b[2]                       = (unsigned char)(value >> 16U);
	}
}

ZOUT_REALTIME
static void
read_s32(const void* const from, const size_t stride, float* const to, const uint32_t n)
{
	const unsigned char* const bytes = (const unsigned char*)from;
	for (uint32_t i = 0; i < n; ++i) {
		int32_t value = 0;
		memcpy(&value, bytes + i * stride, sizeof(value));
		to[i] = (float)value * 0x1p-31F;
	}
}

ZOUT_REALTIME
static void
write_s32(const float* const from, void* const to, const size_t stride, const uint32_t n)
{
	unsigned char* const bytes = (unsigned char*)to;
	for (uint32_t i = 0; i < n; ++i) {
		const int32_t value = zout_quantise(from[i], 32);
		memcpy(bytes + i * stride, &value, sizeof(value));
	}
}

ZOUT_REALTIME
static void
read_float(const void* const from, const size_t stride, float* const to, const uint32_t n)
{
	const unsigned char* const bytes = (const unsigned char*)from;
	for (uint32_t i = 0; i < n; ++i) {
		memcpy(to + i, bytes + i * stride, sizeof(float));
	}
}

ZOUT_REALTIME
static void
write_float(const float* const from, void* const to, const size_t stride, const uint32_t n)
{
	unsigned char* const bytes = (unsigned char*)to;
	for (uint32_t i = 0; i < n; ++i) {
		memcpy(bytes + i * stride, from + i, sizeof(float));
	}
}

// Floats first: nothing is lost on the way
static const ZoutAlsaFormat formats[ZOUT_N_ALSA_FORMATS] = {
	{SND_PCM_FORMAT_FLOAT, 24, 4, read_float, write_float},
	{SND_PCM_FORMAT_S32, 32, 4, read_s32, write_s32},
	{SND_PCM_FORMAT_S24, 24, 4, read_s24, write_s24},
	{SND_PCM_FORMAT_S24_3LE, 24, 3, read_s24_3le, write_s24_3le},
	{SND_PCM_FORMAT_S16, 16, 2, read_s16, write_s16},
};

const ZoutAlsaFormat*
zout_alsa_format(const unsigned index)
{
	return &formats[index];
}

const ZoutAlsaFormat*
zout_alsa_format_find(const snd_pcm_format_t format)
{
	for (unsigned i = 0; i < ZOUT_N_ALSA_FORMATS; ++i) {
		if (formats[i].format == format) {
			return &formats[i];
		}
	}
	return NULL;
}
