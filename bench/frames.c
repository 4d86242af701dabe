// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* frames: processes a known number of frames with the full chain, to be counted by callgrind.sh.
 *
 *   frames BLOCKS BLOCK_FRAMES [CHAINS]
 */

#include "dsp/zout.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_FRAMES = 8192 };

static float audio[6][MAX_FRAMES];

int
main(int argc, char** argv)
{
	const unsigned long blocks = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
	const unsigned long frames = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
	const unsigned      chains = argc > 3 && argv[3][0] == '2' ? 2 : 1;
	if (!blocks || !frames || frames > MAX_FRAMES) {
		fputs("usage: frames BLOCKS BLOCK_FRAMES [CHAINS]\n", stderr);
		return 2;
	}
	ZoutModel*       model  = NULL;
	const ZoutStatus status = zout_model_new(48000.0, chains, &model);
	if (status) {
		fprintf(stderr, "frames: %s\n", zout_strerror(status));
		return 1;
	}
	ZoutSettings settings;
	zout_settings_init(&settings);
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 10.0F;
	settings.value[ZOUT_H2]               = -60.0F;
	settings.value[ZOUT_H3]               = -80.0F;
	settings.value[ZOUT_R1]               = 250.0F;
	settings.value[ZOUT_R2]               = 15.0F;
	settings.value[ZOUT_R3]               = 10.0F;
	for (unsigned chain = 0; chain < chains; ++chain) {
		zout_model_set(model, chain, &settings);
	}
	zout_model_reset(model);
	for (unsigned long i = 0; i < frames; ++i) {
		audio[0][i] = (float)(i * 37U % 101U) / 400.0F - 0.125F;
		audio[1][i] = (float)(i * 53U % 97U) / 400.0F - 0.125F;
	}
	const float* const in[2]  = {audio[0], audio[1]};
	float* const       out[4] = {audio[2], audio[3], audio[4], audio[5]};
	for (unsigned long b = 0; b < blocks; ++b) {
		zout_model_process(model, in, out, (uint32_t)frames);
	}
	puts(zout_model_isa(model));
	zout_model_free(model);
	return 0;
}
