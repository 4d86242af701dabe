// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* frames: processes a known number of frames, to be counted by callgrind.sh, and prints the kernels in use.
 *
 *   frames CASE FRAMES [BLOCK]
 */

#include "noise.h"

#include "dsp/plan.h"
#include "dsp/zout.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	PERIOD    = 8192, ///< Frames after which the input repeats, a multiple of every block
	MAX_BLOCK = 256,  ///< The largest block
	MOVE      = 1024, ///< Frames from one move of controls to the next, a multiple of every block, longer than a ramp
};

typedef struct {
	const char* name;
	unsigned    chains;
	unsigned    block_frames;
	bool        effects; ///< All that is no part of a linear amplifier
	float       max_voltage;
	bool        moves; ///< Volume and gain
} Case;

static const Case cases[] = {
	{"full", 1, 256, true, 10.0F, false},    // every effect on, not limiting
	{"two", 2, 256, true, 10.0F, false},     // the same, chains A and B
	{"block16", 1, 16, true, 10.0F, false},  // the same, small blocks
	{"linear", 1, 256, false, 10.0F, false}, // output impedance, resonances and bandwidth only
	{"limiting", 1, 256, true, 0.1F, false}, // never without limiting
	{"moving", 1, 256, true, 10.0F, true},   // the first while controls move
};

static float in[2][PERIOD];
static float out[4][MAX_BLOCK];

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

static ZoutSettings
case_settings(const Case* const c)
{
	ZoutSettings settings;
	zout_settings_init(&settings);
	settings.value[ZOUT_VOLUME]           = -3.0F; // pots track at 0 dB
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 10.0F;
	settings.value[ZOUT_BANDWIDTH]        = 200.0F;
	settings.value[ZOUT_MAX_VOLTAGE]      = c->max_voltage;
	settings.value[ZOUT_INDUCTANCE]       = 0.3F;
	settings.value[ZOUT_EDDY]             = 200.0F;
	settings.value[ZOUT_R1]               = 250.0F;
	settings.value[ZOUT_R2]               = 15.0F;
	settings.value[ZOUT_R3]               = 10.0F;
	if (c->effects) {
		settings.value[ZOUT_CLIP_RESISTANCE]   = 2.5F;
		settings.value[ZOUT_H2]                = -60.0F;
		settings.value[ZOUT_H3]                = -80.0F;
		settings.value[ZOUT_CURRENT_H2]        = -80.0F;
		settings.value[ZOUT_DISTORTION_CORNER] = 10.0F;
		settings.value[ZOUT_NOISE]             = 30.0F;
		settings.value[ZOUT_HUM]               = 10.0F;
		settings.value[ZOUT_CROSSTALK]         = -90.0F;
		settings.value[ZOUT_TRACKING]          = 1.0F;
	}
	return settings;
}

/// Another volume and gain, worked out beforehand as by a program that has another thread for that
static void
move(ZoutModel* const model, ZoutSettings* const settings)
{
	ZoutPlan plan;
	settings->value[ZOUT_VOLUME] = settings->value[ZOUT_VOLUME] < -4.0F ? -3.0F : -6.0F;
	settings->value[ZOUT_GAIN]   = settings->value[ZOUT_GAIN] < 1.0F ? 2.0F : 0.0F;
	zout_plan_init(&plan, settings);
	zout_model_set_plan(model, &plan);
}

int
main(const int argc, char** const argv)
{
	const bool          counted  = argc == 3 || argc == 4;
	const Case* const   c        = counted ? find_case(argv[1]) : NULL;
	const unsigned long n_frames = counted ? strtoul(argv[2], NULL, 10) : 0;
	const unsigned long block    = argc == 4 ? strtoul(argv[3], NULL, 10) : c ? c->block_frames : 0;
	if (!c || !n_frames || block < 1 || block > MAX_BLOCK || PERIOD % block) {
		fputs("usage: frames full|two|block16|linear|limiting|moving FRAMES [BLOCK, a power of 2 up to 256]\n", stderr);
		return 2;
	}
	ZoutModel*       model  = NULL;
	const ZoutStatus status = zout_model_new(48000.0, c->chains, &model);
	if (status) {
		fprintf(stderr, "frames: %s\n", zout_strerror(status));
		return 1;
	}
	ZoutSettings settings = case_settings(c);
	for (unsigned chain = 0; chain < c->chains; ++chain) {
		zout_model_set(model, chain, &settings);
	}
	zout_model_reset(model);
	noise_fill(in[0], in[1], PERIOD);
	float* const to[4] = {out[0], out[1], out[2], out[3]};
	for (unsigned long done = 0; done < n_frames; done += block) {
		const float* const from[2] = {in[0] + done % PERIOD, in[1] + done % PERIOD};
		if (c->moves && done % MOVE == 0) {
			move(model, &settings);
		}
		zout_model_process(model, from, to, (uint32_t)block);
	}
	puts(zout_model_isa(model));

	// A case that is not what its name says would count the wrong thing
	float meters[ZOUT_N_METERS];
	zout_model_meters(model, 0, meters);
	const bool limited  = meters[ZOUT_METER_CLIP] > 0.0F;
	const bool expected = c->max_voltage < 1.0F;
	zout_model_free(model);
	if (limited != expected) {
		fprintf(stderr, "frames: case %s %s\n", c->name, limited ? "limits" : "does not limit");
	}
	return limited == expected ? 0 : 1;
}
