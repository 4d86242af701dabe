// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* A host of libc alone: loads the plugin's binary, connects every port and plays a signal through it.
 *
 *   play PLUGIN.so CASE OUTPUT
 *
 * OUTPUT receives the samples as they are in memory, left and right of a frame side by side. Exits with 1 when the
 * plugin does what no plugin may: no amplifier in it, bytes beside its buffers, numbers that are none, silence.
 *
 * The signal is made of sums and products of short numbers only: it is the same to the bit on every machine.
 */

#include "dsp/zout.h"
#include "tests/fuzz.h"

#include <lv2/core/lv2.h>

#include <dlfcn.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	RATE_HZ  = 48000,
	N_FRAMES = RATE_HZ,
	BLOCK    = 1024, ///< The largest
	MARGIN   = 33,   ///< Canaries beside each buffer; odd, so that buffers are not aligned
	N_AUDIO  = 4,
	LATENCY  = 5, ///< Port index: behind the first control
	N_PORTS  = N_AUDIO + 1 + ZOUT_N_PARAMS + ZOUT_N_METERS,
	METERS   = N_PORTS - ZOUT_N_METERS,
};

static const float canary = -1234.5F;

/// Block lengths, in turns
static const uint32_t blocks[] = {256, 1, 0, 7, 64, 255, BLOCK, 33};

typedef struct {
	const char* name;
	float       h2, h3, current_h2;
	float       max_voltage;
	float       noise, hum, crosstalk;
} Case;

static const Case cases[] = {
	{"linear", -140.0F, -140.0F, -140.0F, 50.0F, 0.0F, 0.0F, -140.0F},
	{"harmonics", -40.0F, -60.0F, -70.0F, 50.0F, 0.0F, 0.0F, -140.0F},
	{"everything", -60.0F, -70.0F, -80.0F, 50.0F, 30.0F, 100.0F, -70.0F},
	{"limiting", -60.0F, -70.0F, -80.0F, 1.0F, 30.0F, 100.0F, -70.0F},
};

static const Case*
find_case(const char* const name)
{
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
		if (!strcmp(cases[i].name, name)) {
			return &cases[i];
		}
	}
	return NULL;
}

/// The controls of a case by port index: a dynamic headphone behind 33 ohm
static void
set_controls(const Case* const c, float control[N_PORTS])
{
	ZoutSettings settings;
	zout_settings_init(&settings);
	settings.value[ZOUT_SOURCE_LEVEL]     = 2.0F;
	settings.value[ZOUT_VOLUME]           = -1.0F;
	settings.value[ZOUT_BALANCE]          = 0.5F;
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 33.0F;
	settings.value[ZOUT_OUTPUT_CAPACITOR] = 220.0F;
	settings.value[ZOUT_MAX_VOLTAGE]      = c->max_voltage;
	settings.value[ZOUT_H2]               = c->h2;
	settings.value[ZOUT_H3]               = c->h3;
	settings.value[ZOUT_CURRENT_H2]       = c->current_h2;
	settings.value[ZOUT_NOISE]            = c->noise;
	settings.value[ZOUT_HUM]              = c->hum;
	settings.value[ZOUT_CROSSTALK]        = c->crosstalk;
	settings.value[ZOUT_INDUCTANCE]       = 0.5F;
	settings.value[ZOUT_EDDY]             = 200.0F;
	settings.value[ZOUT_R1]               = 170.0F;
	settings.value[ZOUT_R2]               = 15.0F;
	settings.value[ZOUT_R3]               = 10.0F;
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		control[i ? LATENCY + i : N_AUDIO] = settings.value[i];
	}
}

/// Noise in syllables with pauses, [N_FRAMES]
static void
make_signal(float* const out, uint32_t seed)
{
	const uint32_t syllable = 4096;
	fuzz_noise(out, N_FRAMES, 0.75, &seed);
	for (uint32_t i = 0; i < N_FRAMES; ++i) {
		const uint32_t at = i % syllable;
		out[i] *= i / syllable % 4U == 3U ? 0.0F : (float)(at < syllable / 2U ? at : syllable - at) / 2048.0F;
	}
}

static const LV2_Descriptor*
load(const char* const path)
{
	void* const library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	void* const symbol  = library ? dlsym(library, "lv2_descriptor") : NULL;
	if (!symbol) {
		fprintf(stderr, "play: %s\n", dlerror());
		return NULL;
	}
	LV2_Descriptor_Function function = NULL; // ISO C has no conversion from an object to a function
	memcpy(&function, &symbol, sizeof(function));
	for (uint32_t i = 0; function(i); ++i) {
		if (!strcmp(function(i)->URI, "urn:zout:amp")) {
			return function(i);
		}
	}
	fprintf(stderr, "play: no urn:zout:amp in %s\n", path);
	return NULL;
}

/// Plays the signal in blocks; false when something beside an output was written to
static bool
play(const LV2_Descriptor* const plugin, const LV2_Handle handle, float in[2][N_FRAMES], FILE* const file)
{
	static float out[2][BLOCK + 2 * MARGIN];
	uint32_t     n    = 0;
	bool         good = true;
	for (uint32_t done = 0, turn = 0; done < N_FRAMES; done += n, ++turn) {
		n = blocks[turn % (sizeof(blocks) / sizeof(blocks[0]))];
		n = n < N_FRAMES - done ? n : N_FRAMES - done;
		for (unsigned k = 0; k < 2; ++k) {
			for (unsigned i = 0; i < BLOCK + 2 * MARGIN; ++i) {
				out[k][i] = canary;
			}
			plugin->connect_port(handle, k, in[k] + done);
			plugin->connect_port(handle, 2 + k, out[k] + MARGIN);
		}
		plugin->run(handle, n);
		for (unsigned i = 0; i < BLOCK + 2 * MARGIN; ++i) {
			const bool inside = i >= MARGIN && i < MARGIN + n;
			good              = good && (inside || (out[0][i] == canary && out[1][i] == canary));
			if (inside) {
				fwrite(&out[0][i], sizeof(float), 1, file);
				fwrite(&out[1][i], sizeof(float), 1, file);
			}
		}
	}
	return good;
}

/// What the output controls may show after a signal
static bool
meters_are_sane(const float control[N_PORTS])
{
	bool sane = control[LATENCY] > 0.0F && control[LATENCY] <= 80.0F;
	for (unsigned i = 0; i < ZOUT_N_METERS; ++i) {
		const float value = control[METERS + i];
		sane              = sane && isfinite(value) && fabsf(value) < 1e5F;
	}
	return sane && control[METERS + ZOUT_METER_VOLTAGE] > 0.0F && control[METERS + ZOUT_METER_POWER] > 0.0F;
}

int
main(const int argc, char** const argv)
{
	static float      in[2][N_FRAMES];
	float             control[N_PORTS];
	const Case* const c = argc == 4 ? find_case(argv[2]) : NULL;
	if (!c) {
		fputs("usage: play PLUGIN.so linear|harmonics|everything|limiting OUTPUT\n", stderr);
		return 2;
	}
	const LV2_Descriptor* const plugin = load(argv[1]);
	const LV2_Handle            handle = plugin ? plugin->instantiate(plugin, RATE_HZ, "", NULL) : NULL;
	FILE* const                 file   = handle ? fopen(argv[3], "wb") : NULL;
	if (!file) {
		fprintf(stderr, "play: %s\n", !plugin ? "no plugin" : !handle ? "no instance" : "cannot write");
		return 1;
	}
	set_controls(c, control);
	for (unsigned i = N_AUDIO; i < N_PORTS; ++i) {
		plugin->connect_port(handle, i, &control[i]);
	}
	make_signal(in[0], 1);
	make_signal(in[1], 2);
	if (plugin->activate) {
		plugin->activate(handle);
	}
	const bool inside = play(plugin, handle, in, file);
	const bool sane   = meters_are_sane(control);
	if (plugin->deactivate) {
		plugin->deactivate(handle);
	}
	plugin->cleanup(handle);
	if (!inside || !sane) {
		fprintf(stderr, "play: %s\n", inside ? "meters or latency are out of range" : "wrote beside its buffers");
	}
	return fclose(file) == 0 && inside && sane ? 0 : 1;
}
