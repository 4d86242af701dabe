// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Calls of a host to the amplifier: controls, connections, resets and blocks of audio in any order.
 *
 * Two instances get the same audio: one in whole blocks, each with buffers of its own, one in pieces, in place or
 * crosswise, for a caller who treats denormals the other way. Not one sample may differ. At the end, what was reset is
 * as good as new.
 */

#include "fuzz/host.h"
#include "fuzz/target.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { MAX_FRAMES = 1500 };

typedef struct {
	FuzzHost host[2];
	uint32_t left; ///< Frames that may still be processed
	float    in[2][FUZZ_MAX_BLOCK];
	float    out[2][2][FUZZ_MAX_BLOCK]; ///< By host
} Pair;

/// The same numbers; where a fade to bypass ends, denormals and the sign of zeros may depend on where blocks end
static void
require_same(Pair* const pair, const uint32_t frames)
{
	for (unsigned side = 0; side < 2; ++side) {
		for (uint32_t i = 0; i < frames; ++i) {
			FUZZ_REQUIRE(fabsf(pair->out[0][side][i] - pair->out[1][side][i]) < FLT_MIN);
		}
	}
}

static void
run_split(Pair* const pair, const uint32_t frames, uint32_t piece, const FuzzArrangement arrangement)
{
	piece = piece ? piece : 1U;
	for (uint32_t done = 0; done < frames || !frames;) {
		const uint32_t n      = frames - done < piece ? frames - done : piece;
		float* const   in[2]  = {pair->in[0] + done, pair->in[1] + done};
		float* const   out[2] = {pair->out[1][0] + done, pair->out[1][1] + done};
		fuzz_host_run(&pair->host[1], in, out, n, arrangement);
		done += n;
		piece = piece * 5U / 3U + 1U;
		if (!n) {
			return;
		}
	}
}

/// Both play the same, and must come to the same
static void
play(Pair* const pair, FuzzBytes* const bytes)
{
	const uint32_t frames      = fuzz_word(bytes) % FUZZ_MAX_BLOCK % (pair->left + 1U);
	const uint32_t piece       = fuzz_byte(bytes);
	const unsigned arrangement = piece % FUZZ_ARRANGEMENTS;
	float* const   in[2]       = {pair->in[0], pair->in[1]};
	float* const   out[2]      = {pair->out[0][0], pair->out[0][1]};
	pair->left -= frames;
	fuzz_signal(bytes, pair->in[0], pair->in[1], frames);
	pair->host[0].flush = piece % 2U;
	pair->host[1].flush = !pair->host[0].flush;
	fuzz_host_run(&pair->host[0], in, out, frames, FUZZ_APART);
	run_split(pair, frames, piece, (FuzzArrangement)arrangement);
	require_same(pair, frames);
	FUZZ_REQUIRE(!memcmp(pair->host[0].control, pair->host[1].control, sizeof(pair->host[0].control)));
}

static void
step(Pair* const pair, FuzzBytes* const bytes)
{
	const unsigned what = fuzz_byte(bytes) % 8U;
	if (what < 4) {
		play(pair, bytes);
		return;
	}
	const unsigned port  = fuzz_byte(bytes) % FUZZ_PORTS;
	const float    value = what < 6 ? fuzz_control(bytes) : 0.0F;
	for (unsigned i = 0; i < 2; ++i) {
		FuzzHost* const host = &pair->host[i];
		if (what < 6) {
			fuzz_host_connect(host, port, false);
			host->control[port] = value;
		} else if (what == 6) {
			host->descriptor->activate(host->handle);
		} else {
			fuzz_host_connect(host, port, !host->loose[port]);
		}
	}
}

/// An instance that was reset plays as one that has played nothing
static void
compare_with_fresh(Pair* const pair, const double rate_hz)
{
	FuzzBytes       nothing = {NULL, 0};
	const uint8_t   noise[] = {3, 190};
	FuzzBytes       some    = {noise, sizeof(noise)};
	FuzzHost* const used    = &pair->host[0];
	FuzzHost* const fresh   = &pair->host[1];
	float* const    in[2]   = {pair->in[0], pair->in[1]};
	fuzz_host_clear(fresh);
	fuzz_host_init(fresh, rate_hz, NULL);
	memcpy(fresh->control, used->control, sizeof(fresh->control));
	fuzz_signal(&nothing, in[0], in[1], 1);
	for (unsigned i = 0; i < 2; ++i) {
		float* const out[2] = {pair->out[i][0], pair->out[i][1]};
		for (unsigned port = 0; port < FUZZ_PORTS; ++port) {
			fuzz_host_connect(&pair->host[i], port, port >= FUZZ_AUDIO_PORTS && used->loose[port]);
		}
		fuzz_host_run(&pair->host[i], in, out, 0, FUZZ_APART); // settings count from here
		pair->host[i].descriptor->activate(pair->host[i].handle);
	}
	enum { FRAMES = 200 };
	fuzz_signal(&some, in[0], in[1], FRAMES);
	for (unsigned i = 0; i < 2; ++i) {
		float* const out[2] = {pair->out[i][0], pair->out[i][1]};
		fuzz_host_run(&pair->host[i], in, out, FRAMES, FUZZ_APART);
	}
	require_same(pair, FRAMES);
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
	static const double rates[] = {8000.0, 44100.0, 48000.0, 88200.0, 96000.0, 192000.0, 384000.0, 768000.0};
	static Pair         pair;
	FuzzBytes           bytes  = {data, size};
	const unsigned      choice = fuzz_byte(&bytes);
	const double rate_hz = choice < 128 ? rates[choice % 8U] : 8000.0 + 97.7 * (double)(fuzz_word(&bytes) % 7700U);
	for (unsigned i = 0; i < 2; ++i) {
		fuzz_host_init(&pair.host[i], rate_hz, NULL);
	}
	FUZZ_REQUIRE(!pair.host[0].descriptor->extension_data("http://lv2plug.in/ns/ext/state#interface"));
	for (unsigned i = 0; i < 2; ++i) {
		for (unsigned port = FUZZ_AUDIO_PORTS; port < FUZZ_PORTS; ++port) {
			fuzz_host_connect(&pair.host[i], port, true); // at first everything is at its default
		}
	}
	pair.left = MAX_FRAMES;
	while (bytes.size && pair.left) {
		step(&pair, &bytes);
	}
	compare_with_fresh(&pair, rate_hz);
	for (unsigned i = 0; i < 2; ++i) {
		fuzz_host_clear(&pair.host[i]);
	}
	return 0;
}
