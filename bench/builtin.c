// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "builtin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
builtin_open(Peer* const peer)
{
	const char* const name = strchr(peer->uri, ':') + 1;
	if (!strcmp(name, "null")) {
		peer->kind = KIND_NULL;
	} else if (!strcmp(name, "memcpy")) {
		peer->kind = KIND_MEMCPY;
	} else if (!strcmp(name, "gain")) {
		peer->kind = KIND_GAIN;
	} else {
		fprintf(stderr, "lv2cost: no such reference: %s\n", peer->uri);
		exit(2);
	}
	if (!peer->label[0]) {
		snprintf(peer->label, sizeof(peer->label), "%s", peer->uri);
	}
	peer->out[0]    = bench_calloc(MAX_BLOCK_FRAMES, sizeof(float));
	peer->out[1]    = bench_calloc(MAX_BLOCK_FRAMES, sizeof(float));
	peer->n_units   = 1;
	peer->n_inputs  = 2;
	peer->n_outputs = 2;
}

/// A scalar smoothed gain: what a simple plugin costs
__attribute__((noinline)) static void
run_gain(Peer* const peer, const float* const l, const float* const r, const uint32_t frames)
{
	const float target = 0.5F;
	const float speed  = 0.002F;
	float       gain   = peer->gain_now;
	float*      out_l  = peer->out[0];
	float*      out_r  = peer->out[1];
	for (uint32_t i = 0; i < frames; ++i) {
		gain += speed * (target - gain);
		out_l[i] = l[i] * gain;
		out_r[i] = r[i] * gain;
	}
	peer->gain_now = gain;
}

void
builtin_run(Peer* const peer, const float* const l, const float* const r, const uint32_t frames)
{
	if (peer->kind == KIND_MEMCPY) {
		memcpy(peer->out[0], l, frames * sizeof(float));
		memcpy(peer->out[1], r, frames * sizeof(float));
	} else if (peer->kind == KIND_GAIN) {
		run_gain(peer, l, r, frames);
	}
	__asm__ volatile("" ::: "memory"); // or the compiler drops the copy
}
