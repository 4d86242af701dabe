// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* service: how evenly the time of single blocks is spread when controls move, presets change and the sound is dimmed.
 *
 *   service [-co] [-n BLOCKS] [-p CPU]
 *
 * Plays to the engine of the service what tests/tools/soak.c asks of it, in blocks of 64 frames at 48 kHz, as often as
 * in the soak, and times each block; in turns with an engine whose controls stay where they are. Handing controls over
 * is the work of another thread and not timed. Five engines of each play the same blocks, one after the other, and the
 * least of the five times counts: what it takes by itself, not what interrupted it (see blocks.c).
 *
 * In the service a block begins with whatever other programs have left in the caches. With -c blocks do so here: each
 * begins after a walk through as much memory as the second level holds. With -o the blocks are played once, by the
 * engine whose controls move, and nothing is printed: for who counts instructions (evenness.sh).
 */

#include "signal.h"
#include "spread.h"
#include "timing.h"

#include "audio/engine.h"
#include "audio/engine_process.h"
#include "catalog/catalog.h"
#include "catalog/preset.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	N_INSTANCES      = 5,
	FRAMES           = 64,
	RATE_HZ          = 48000,
	TURNS_PER_SECOND = 20,
	PRESET_TURNS     = 3 * TURNS_PER_SECOND,
	EVICT_BYTES      = 2 << 20,
	LINE_BYTES       = 64,
};

enum { MOVING, STILL, N_SUBJECTS };

typedef struct {
	const char* name;
	ZoutEngine  engine[N_INSTANCES];
	double*     least_ns; ///< [n_blocks]
} Subject;

/// Controls that are handed over before a block
typedef struct {
	unsigned     block;
	ZoutControls controls;
} Change;

typedef struct {
	unsigned n_blocks;
	bool     cold;
	bool     once;
} Options;

static Subject       subjects[N_SUBJECTS] = {{.name = "controls move"}, {.name = "at rest"}};
static unsigned char evicting[EVICT_BYTES];

static void
fail(const ZoutAudioError* const error)
{
	fprintf(stderr, "service: %s\n", error->text);
	exit(1);
}

/// The configuration of the soak: a wire, and a cap
static ZoutControls
first_controls(void)
{
	ZoutControls controls                          = zout_controls_default();
	controls.settings.value[ZOUT_OUTPUT_IMPEDANCE] = 0.0F;
	controls.settings.value[ZOUT_BANDWIDTH]        = 1000.0F;
	controls.cap_lin                               = 0.251F;
	return controls;
}

/// The nth turn of the soak, of which only what was asked for last counts; `controls` are those before it
static void
turn(ZoutCatalog* const catalog, ZoutControls* const controls, const unsigned n)
{
	static const struct {
		ZoutBank    bank;
		const char* name;
	} presets[]              = {{ZOUT_BANK_AMPS, "hpa-1"},
	                            {ZOUT_BANK_PHONES, "hd650"},
	                            {ZOUT_BANK_AMPS, "otl-120-ohm"},
	                            {ZOUT_BANK_PHONES, "se846"},
	                            {ZOUT_BANK_AMPS, "vali-2-plus"},
	                            {ZOUT_BANK_PHONES, "dt990-pro-250"},
	                            {ZOUT_BANK_AMPS, "wire"},
	                            {ZOUT_BANK_PHONES, "k701"}};
	const unsigned n_presets = sizeof(presets) / sizeof(presets[0]);
	float* const   value     = controls->settings.value;
	ZoutAudioError error     = {.text = ""};

	value[ZOUT_VOLUME]  = -10.0F - (float)(n * 7U % 30U);
	value[ZOUT_BALANCE] = (float)(n % 5U) - 2.0F;
	value[ZOUT_GAIN]    = (float)(n * 3U % 10U);
	if (n % PRESET_TURNS == 0) {
		const unsigned k = n / PRESET_TURNS % n_presets;
		if (zout_preset_apply_named(catalog, presets[k].bank, presets[k].name, &controls->settings, NULL, &error)) {
			fail(&error);
		}
	}
	if (n % TURNS_PER_SECOND == 0) {
		controls->gain_lin = n / TURNS_PER_SECOND % 2U ? 0.1F : 1.0F;
	}
}

/// All changes, the last one beyond the end
static Change*
make_changes(const char* const program, const unsigned n_blocks)
{
	const double   turn_blocks = (double)RATE_HZ / FRAMES / TURNS_PER_SECOND;
	const unsigned n_turns     = (unsigned)(n_blocks / turn_blocks) + 2U;
	Change* const  changes     = bench_calloc(n_turns, sizeof(Change));
	ZoutCatalog    catalog     = {.world = NULL};
	ZoutAudioError error       = {.text = ""};
	char           folder[4096];
	const char*    end = strrchr(program, '/');
	snprintf(folder, sizeof(folder), "%.*s", end ? (int)(end - program) : 1, end ? program : ".");
	if (zout_catalog_open_beside(&catalog, folder, &error)) {
		fail(&error);
	}
	ZoutControls controls = first_controls();
	for (unsigned n = 0; n < n_turns; ++n) {
		turn(&catalog, &controls, n);
		changes[n] = (Change){(unsigned)((n + 1U) * turn_blocks), controls};
	}
	zout_catalog_close(&catalog);
	return changes;
}

/// Leaves nothing of what an engine needs in the caches of a core
static void
evict(void)
{
	for (size_t i = 0; i < EVICT_BYTES; i += LINE_BYTES) {
		++((volatile unsigned char*)evicting)[i];
	}
}

static void
time_block(const Options* const options,
           Subject* const       subject,
           const unsigned       instance,
           const Signal* const  signal,
           const unsigned       k)
{
	static float       out[2][FRAMES];
	float* const       to[2]   = {out[0], out[1]};
	const size_t       at      = (size_t)k * FRAMES % RING_FRAMES;
	const float* const from[2] = {signal->playing[0] + at, signal->playing[1] + at};
	if (options->cold) {
		evict();
	}
	const double start_ns = timing_now_ns();
	zout_engine_process(&subject->engine[instance], from, to, FRAMES);
	const double ns = timing_now_ns() - start_ns;
	spread_keep_least(&subject->least_ns[k], ns);
}

static void
time_blocks(const Options* const options, const unsigned instance, const Signal* const signal, const Change* next)
{
	for (unsigned k = 0; k < options->n_blocks; ++k) {
		if (k == next->block) {
			zout_engine_set(&subjects[MOVING].engine[instance], &next->controls);
			++next;
		}
		for (unsigned s = 0; s < (options->once ? 1 : N_SUBJECTS); ++s) {
			time_block(options, &subjects[s], instance, signal, k);
		}
	}
}

static bool
parse(Options* const options, const int argc, char** const argv)
{
	int o = 0;
	while ((o = getopt(argc, argv, "+cn:op:")) != -1) {
		switch (o) {
		case 'c':
			options->cold = true;
			break;
		case 'n':
			options->n_blocks = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'o':
			options->once = true;
			break;
		case 'p':
			timing_pin((int)strtol(optarg, NULL, 10));
			break;
		default:
			return false;
		}
	}
	return optind == argc && options->n_blocks >= 1000;
}

static void
print(const Options* const options)
{
	printf("%u blocks of %d frames, least time of %d; quantiles over the median\n\n",
	       options->n_blocks,
	       FRAMES,
	       N_INSTANCES);
	spread_print_head();
	const double moving_ns =
		spread_print_row(subjects[MOVING].name, "", subjects[MOVING].least_ns, options->n_blocks).most_ns;
	spread_print_row(subjects[STILL].name, "", subjects[STILL].least_ns, options->n_blocks);
	printf("\n99.9 %% of blocks take at most %.1f us, %.2f %% of their period\n",
	       1e-3 * moving_ns,
	       1e-7 * moving_ns * RATE_HZ / FRAMES);
}

int
main(const int argc, char** const argv)
{
	Options options = {.n_blocks = 200000};
	if (!parse(&options, argc, argv)) {
		fputs("usage: service [-co] [-n BLOCKS] [-p CPU]\n", stderr);
		return 2;
	}
	Signal signal;
	signal_init(&signal, RATE_HZ, -12.0);
	Change* const      changes  = make_changes(argv[0], options.n_blocks);
	const ZoutControls controls = first_controls();
	for (unsigned s = 0; s < N_SUBJECTS; ++s) {
		for (unsigned i = 0; i < N_INSTANCES; ++i) {
			ZoutAudioError error = {.text = ""};
			zout_engine_init(&subjects[s].engine[i], &controls);
			if (zout_engine_prepare(&subjects[s].engine[i], RATE_HZ, NULL, &error)) {
				fail(&error);
			}
		}
		subjects[s].least_ns = bench_calloc(options.n_blocks, sizeof(double));
	}
	for (unsigned i = 0; i < (options.once ? 1U : N_INSTANCES); ++i) {
		time_blocks(&options, i, &signal, changes);
	}
	if (!options.once) {
		print(&options);
	}
	for (unsigned s = 0; s < N_SUBJECTS; ++s) {
		for (unsigned i = 0; i < N_INSTANCES; ++i) {
			zout_engine_clear(&subjects[s].engine[i]);
		}
		free(subjects[s].least_ns);
	}
	free(changes);
	signal_free(&signal);
	return 0;
}
