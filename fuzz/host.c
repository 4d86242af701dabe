// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "fuzz/host.h"

#include "fuzz/target.h"

#include <math.h>
#include <string.h>

#if defined(__x86_64__)
#	include <xmmintrin.h>

enum { FLAGS = 0x3f, FLUSH = 0x8040 }; ///< Sticky exceptions; flush to zero and denormals are zero

static unsigned
state_of_fpu(void)
{
	return _mm_getcsr() & ~(unsigned)FLAGS;
}

static void
set_flush(const bool flush)
{
	_mm_setcsr(flush ? state_of_fpu() | FLUSH : state_of_fpu() & ~(unsigned)FLUSH);
}
#else
static unsigned
state_of_fpu(void)
{
	return 0;
}

static void
set_flush(const bool flush)
{
	(void)flush;
}
#endif

/// Larger than what the loudest amplifier does to the loudest input in the unit of the quietest output
static const float beyond_all = 1e9F;

void
fuzz_host_init(FuzzHost* const host, const double rate_hz, const LV2_Feature* const* const features)
{
	memset(host, 0, sizeof(*host));
	host->descriptor = lv2_descriptor(0);
	FUZZ_REQUIRE(host->descriptor && !lv2_descriptor(1));
	host->handle = host->descriptor->instantiate(host->descriptor, rate_hz, "/nowhere/", features);
	FUZZ_REQUIRE(host->handle);
	for (unsigned i = FUZZ_AUDIO_PORTS; i < FUZZ_PORTS; ++i) {
		fuzz_host_connect(host, i, false);
	}
}

void
fuzz_host_clear(FuzzHost* const host)
{
	host->descriptor->cleanup(host->handle);
}

void
fuzz_host_connect(FuzzHost* const host, const unsigned port, const bool loose)
{
	host->loose[port] = loose;
	if (port >= FUZZ_AUDIO_PORTS) {
		host->descriptor->connect_port(host->handle, port, loose ? NULL : &host->control[port]);
	}
}

/// A buffer as long as the block, not aligned to more than a sample, filled with what was in `from`
static float*
buffer(const float* const from, const uint32_t frames, float** const start)
{
	float* const whole = (float*)malloc((frames + 1U) * sizeof(float));
	FUZZ_REQUIRE(whole);
	whole[0] = 0.0F;
	memcpy(whole + 1, from, frames * sizeof(float));
	*start = whole + 1;
	return whole;
}

static void
require_sane(const float* const x, const uint32_t n)
{
	for (uint32_t i = 0; i < n; ++i) {
		FUZZ_REQUIRE(isfinite(x[i]) && fabsf(x[i]) < beyond_all);
	}
}

void
fuzz_host_run(FuzzHost* const       host,
              float* const          in[2],
              float* const          out[2],
              const uint32_t        frames,
              const FuzzArrangement arrangement)
{
	static const unsigned output_of[FUZZ_ARRANGEMENTS][2] = {{2, 3}, {0, 1}, {1, 0}};
	float*                whole[4];
	float*                start[4];
	bool                  any_loose = false;
	for (unsigned i = 0; i < 4; ++i) {
		whole[i]  = buffer(in[i % 2U], frames, &start[i]);
		any_loose = any_loose || host->loose[i];
	}
	for (unsigned side = 0; side < 2; ++side) {
		float* const place = start[output_of[arrangement][side]];
		host->descriptor->connect_port(host->handle, side, host->loose[side] ? NULL : start[side]);
		host->descriptor->connect_port(host->handle, 2U + side, host->loose[2U + side] ? NULL : place);
	}

	const unsigned before = state_of_fpu();
	set_flush(host->flush);
	const unsigned state = state_of_fpu();
	host->descriptor->run(host->handle, frames);
	FUZZ_REQUIRE(state_of_fpu() == state);
	set_flush((before & 0x8000U) != 0);

	for (unsigned side = 0; side < 2 && !any_loose; ++side) {
		const float* const place = start[output_of[arrangement][side]];
		require_sane(place, frames);
		memcpy(out[side], place, frames * sizeof(float));
	}
	for (unsigned i = 0; i < 4; ++i) {
		free(whole[i]);
		host->descriptor->connect_port(host->handle, i, NULL); // nobody may touch it between blocks
	}
}

/// A number from -1 to 1
static float
noise(uint32_t* const seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return (float)(int32_t)*seed / 2147483648.0F;
}

void
fuzz_signal(FuzzBytes* const bytes, float* const left, float* const right, const uint32_t frames)
{
	static const float odd[] = {NAN, INFINITY, -INFINITY, 1e-42F, -1e-39F, 3e38F, -3e38F, -0.0F};
	const unsigned     kind  = fuzz_byte(bytes) % 8U;
	const float        level = exp2f((float)fuzz_byte(bytes) / 6.0F - 32.0F); // up to +62 dBFS
	uint32_t           seed  = kind * 77U + frames;
	for (uint32_t i = 0; i < frames; ++i) {
		float x = 0.0F;
		if (kind == 1 || (kind == 2 && i == frames / 2U)) {
			x = level;
		} else if (kind == 3) {
			x = level * noise(&seed);
		} else if (kind == 4) {
			x = i % 64U < 32U ? level : -level;
		} else if (kind == 5) {
			x = odd[(i + frames) % 8U];
		} else if (kind == 6) {
			x = i % 97U == 13U ? odd[i % 8U] : level * noise(&seed);
		} else if (kind == 7 && i < 32U) {
			x = fuzz_float(bytes);
		}
		left[i]  = x;
		right[i] = kind == 1 ? -x : x;
	}
}

float
fuzz_control(FuzzBytes* const bytes)
{
	static const float odd[] = {NAN, INFINITY, -INFINITY, 1e-42F, 3e38F, -3e38F, -0.0F, -1.0F};
	const unsigned     kind  = fuzz_byte(bytes);
	if (kind < 128) {
		return (float)kind; // small whole numbers choose and trigger
	}
	if (kind < 192) {
		return -2.0F * (float)(kind - 128U);
	}
	if (kind < 224) {
		return exp2f((float)(kind - 192U) / 2.0F - 5.0F);
	}
	return kind < 240 ? odd[kind % 8U] : fuzz_float(bytes);
}
