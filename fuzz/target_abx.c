// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Calls of a host to the plugin for blind tests: controls, triggers, connections, resets, blocks of audio, saving and
 * restoring, in any order. What it puts out is audio, its latency does not change, and every record that it has ever
 * saved holds and is in the project to the end, as is each session that ended.
 */

#include "fuzz/project.h"
#include "fuzz/target.h"

#include "plugin/abx_archive.h"
#include "plugin/abx_desk.h"
#include "plugin/abx_ports.h"

#include <math.h>
#include <string.h>

enum { MAX_FRAMES = 8000, MAX_SAVES = 8 };

typedef struct {
	FuzzHost    host;
	FuzzProject project; ///< As saved last
	uint32_t    left;    ///< Frames that may still be processed
	unsigned    saves;   ///< That may still be done
	float       latency; ///< Of the first block; negative before
	float       state;   ///< As the port showed it last
	unsigned    ended;   ///< Sessions whose end it showed
} Player;

static void
require_results(Player* const player)
{
	for (unsigned i = FUZZ_AUDIO_PORTS; i < FUZZ_PORTS; ++i) {
		const ZoutAbxPort port  = zout_abx_port(i);
		const float       value = player->host.control[i];
		if (player->host.loose[i]) {
			continue;
		}
		if (port.kind == ZOUT_ABX_PORT_LATENCY) {
			player->latency = player->latency < 0.0F ? value : player->latency;
			FUZZ_REQUIRE(fabsf(value - player->latency) <= 0.0F);
		} else if (port.kind == ZOUT_ABX_PORT_RESULT) {
			FUZZ_REQUIRE(isfinite(value));
			if (port.which == ZOUT_ABX_PORT_STATE) {
				const unsigned before = (unsigned)player->state;
				const unsigned now    = (unsigned)value;
				player->ended += before == ZOUT_ABX_RUNNING && (now == ZOUT_ABX_FINISHED || now == ZOUT_ABX_ABORTED);
				player->state = value;
			}
			FUZZ_REQUIRE(port.which != ZOUT_ABX_PORT_STATE || (value >= 0.0F && value <= (float)ZOUT_ABX_DESK_CANNOT));
			FUZZ_REQUIRE(port.which != ZOUT_ABX_PORT_P_VALUE || (value >= 0.0F && value <= 1.0F));
		}
	}
}

/// Runs a block that is chosen by the input; a nonzero `blocks` repeats it
static void
play(Player* const player, FuzzBytes* const bytes)
{
	static float   block[2][FUZZ_MAX_BLOCK];
	static float   played[2][FUZZ_MAX_BLOCK];
	float* const   in[2]       = {block[0], block[1]};
	float* const   out[2]      = {played[0], played[1]};
	const uint32_t frames      = fuzz_word(bytes) % FUZZ_MAX_BLOCK;
	const unsigned how         = fuzz_byte(bytes);
	const unsigned arrangement = how % FUZZ_ARRANGEMENTS;
	fuzz_signal(bytes, in[0], in[1], frames);
	player->host.flush = how & 4U;
	for (unsigned i = 0; i <= how / 32U && frames <= player->left; ++i) {
		fuzz_host_run(&player->host, in, out, frames, (FuzzArrangement)arrangement);
		player->left -= frames;
		require_results(player);
	}
	player->left -= player->left ? 1U : 0U; // also blocks of nothing come to an end
}

/// Saves; every record holds, and none of those saved before is missing
static void
save(Player* const player)
{
	FuzzProject    before  = player->project;
	ZoutAbxArchive archive = {NULL, 0, 0, NULL};
	ZoutAbxArchive earlier = {NULL, 0, 0, NULL};
	memset(&player->project, 0, sizeof(player->project));
	fuzz_project_save(&player->project, &player->host);
	FUZZ_REQUIRE(
		zout_abx_archive_read(&archive, player->project.value, player->project.size ? player->project.size - 1U : 0U));
	FUZZ_REQUIRE(zout_abx_archive_read(&earlier, before.value, before.size ? before.size - 1U : 0U));
	FUZZ_REQUIRE(archive.size >= earlier.size);
	unsigned ended = 0;
	for (unsigned i = 0; i < archive.size; ++i) {
		FUZZ_REQUIRE(archive.entry[i].readable);
		ended += archive.entry[i].state != ZOUT_ABX_RUNNING;
	}
	FUZZ_REQUIRE(ended >= player->ended);
	for (unsigned i = 0; i < earlier.size; ++i) {
		unsigned k = 0;
		while (k < archive.size &&
		       memcmp(earlier.entry[i].identity, archive.entry[k].identity, ZOUT_ABX_HASH_BYTES) != 0) {
			++k;
		}
		FUZZ_REQUIRE(k < archive.size);
	}
	zout_abx_archive_clear(&archive);
	zout_abx_archive_clear(&earlier);
	keeper_clear(&before);
}

static void
step(Player* const player, FuzzBytes* const bytes)
{
	FuzzHost* const host = &player->host;
	const unsigned  what = fuzz_byte(bytes) % 10U;
	if (what < 4) {
		play(player, bytes);
	} else if (what < 7) {
		const unsigned port = fuzz_byte(bytes) % FUZZ_PORTS;
		fuzz_host_connect(host, port, false);
		host->control[port] = fuzz_control(bytes);
	} else if (what == 7) {
		const unsigned port = fuzz_byte(bytes);
		if (port < 240) {
			fuzz_host_connect(host, port % FUZZ_PORTS, !host->loose[port % FUZZ_PORTS]);
		} else {
			host->descriptor->activate(host->handle);
		}
	} else if (player->saves) {
		--player->saves;
		save(player);
		if (what == 9) {
			fuzz_project_restore(&player->project, host);
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
	static const double rates[] = {8000.0, 8000.0, 8000.0, 44100.0, 48000.0, 96000.0, 192000.0, 768000.0};
	static Player       player;
	FuzzBytes           bytes = {data, size};
	memset(&player, 0, sizeof(player));
	player.left    = MAX_FRAMES;
	player.saves   = MAX_SAVES;
	player.latency = -1.0F;
	fuzz_host_init(&player.host, rates[fuzz_byte(&bytes) % 8U], fuzz_project_features());
	for (unsigned port = FUZZ_AUDIO_PORTS; port < FUZZ_PORTS; ++port) {
		fuzz_host_connect(
			&player.host,
			port,
			zout_abx_port(port).kind == ZOUT_ABX_PORT_PARAM || zout_abx_port(port).kind == ZOUT_ABX_PORT_CONTROL);
	}
	while (bytes.size && player.left) {
		step(&player, &bytes);
	}
	save(&player);
	fuzz_host_clear(&player.host);
	keeper_clear(&player.project);
	return 0;
}
