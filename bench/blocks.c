// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* blocks: how evenly the time of single blocks is spread.
 *
 *   blocks [-n BLOCKS] [-b FRAMES] [-p CPU] [URI [symbol=value ...]]
 *
 * Calls run() of the plugin once per block and times each call, in turns with a bare gain loop on the same frames, so
 * that both meet the same machine, and with a gain loop that is repeated until it takes as long as the plugin: what
 * interrupts a block by chance meets a long one more often. Prints quantiles over the median.
 *
 * What interrupts hides what is looked for: single blocks that cost more than others. So nine instances of each, alike
 * in all, play the same frames, one after the other: the plays of a block are seconds apart, because not only does a
 * machine interrupt, it also runs slower by a third for some milliseconds at a time, and a guest of a hypervisor more
 * often than not. What a block costs by itself shows in all of them; what hits one hardly ever hits the same block
 * again. The least of the nine times is the block's own, and has quantiles of its own. The times of one instance alone
 * are what a host would see.
 */

#include "peer.h"
#include "spread.h"
#include "timing.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	N_INSTANCES = 9,
	WARM_BLOCKS = 20000,
};

/// What is timed in turns
enum { PLUGIN, GAIN, LONG_GAIN, N_SUBJECTS };

typedef struct {
	const char* name;
	unsigned    times; ///< A block is played, for one measurement
	Peer        instance[N_INSTANCES];
	double*     single_ns; ///< [n_blocks], of the first instance
	double*     least_ns;  ///< [n_blocks], of all
} Subject;

typedef struct {
	unsigned n_blocks;
	uint32_t frames;
	double   rate_hz;
} Options;

static Subject subjects[N_SUBJECTS] = {
	{.name = "plugin", .times = 1},
	{.name = "gain loop", .times = 1},
	{.name = "gain loop, as long", .times = 16},
};

/// One block of an instance
static double
time_block(Subject* const subject, const unsigned instance, const Signal* const signal, const uint32_t frames)
{
	const double start_ns = timing_now_ns();
	for (unsigned i = 0; i < subject->times; ++i) {
		peer_run(&subject->instance[instance], signal, frames);
	}
	return timing_now_ns() - start_ns;
}

/// Warms up, and repeats the gain loop as often as makes it take as long as the plugin
static void
find_length(const Signal* const signal, const uint32_t frames)
{
	Subject* const long_gain          = &subjects[LONG_GAIN];
	double         sum_ns[N_SUBJECTS] = {0.0};
	for (unsigned k = 0; k < WARM_BLOCKS; ++k) {
		for (unsigned s = 0; s < N_SUBJECTS; ++s) {
			for (unsigned i = 0; i < N_INSTANCES; ++i) {
				sum_ns[s] += time_block(&subjects[s], i, signal, frames);
			}
		}
	}
	const double times = long_gain->times * sum_ns[PLUGIN] / sum_ns[LONG_GAIN] + 0.5;
	long_gain->times   = times < 1.0 ? 1U : (unsigned)times;
}

static void
time_blocks(const Options* const options, const unsigned instance, const Signal* const signal)
{
	for (unsigned k = 0; k < options->n_blocks; ++k) {
		for (unsigned s = 0; s < N_SUBJECTS; ++s) {
			Subject* const subject = &subjects[s];
			const double   ns      = time_block(subject, instance, signal, options->frames);
			if (instance == 0) {
				subject->single_ns[k] = ns;
			}
			spread_keep_least(&subject->least_ns[k], ns);
		}
	}
}

static void
conclude(const char* const what, const double spread[N_SUBJECTS])
{
	printf("%s: 99.9 %% over median %.2f; over that of the gain loop %.2f, of one that is as long %.2f\n",
	       what,
	       spread[PLUGIN],
	       spread[PLUGIN] / spread[GAIN],
	       spread[PLUGIN] / spread[LONG_GAIN]);
}

/// Prints a row and returns its figure
static double
report(const char* const name, const char* const which, double* const ns, const unsigned n)
{
	const Spread spread = spread_print_row(name, which, ns, n);
	return spread.most_ns / spread.median_ns;
}

static void
report_all(const Options* const options)
{
	double single[N_SUBJECTS];
	double least[N_SUBJECTS];
	printf("%u blocks of %u frames, each timed; quantiles over the median\n\n", options->n_blocks, options->frames);
	spread_print_head();
	for (unsigned s = 0; s < N_SUBJECTS; ++s) {
		single[s] = report(subjects[s].name, "", subjects[s].single_ns, options->n_blocks);
	}
	for (unsigned s = 0; s < N_SUBJECTS; ++s) {
		least[s] = report(subjects[s].name, ", least of nine", subjects[s].least_ns, options->n_blocks);
	}
	putchar('\n');
	conclude("one instance", single);
	conclude("least of nine", least);
}

static bool
parse(Options* const options, const int argc, char** const argv)
{
	int o = 0;
	while ((o = getopt(argc, argv, "+n:b:p:")) != -1) {
		switch (o) {
		case 'n':
			options->n_blocks = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'b':
			options->frames = (uint32_t)strtoul(optarg, NULL, 10);
			break;
		case 'p':
			timing_pin((int)strtol(optarg, NULL, 10));
			break;
		default:
			return false;
		}
	}
	Peer settings = {.uri = optind < argc ? argv[optind] : "urn:zout:amp"};
	for (int i = optind + 1; i < argc; ++i) {
		if (!peer_parse_setting(&settings, argv[i])) {
			return false;
		}
	}
	for (unsigned i = 0; i < N_INSTANCES; ++i) {
		subjects[PLUGIN].instance[i]        = settings;
		subjects[GAIN].instance[i].uri      = "builtin:gain";
		subjects[LONG_GAIN].instance[i].uri = "builtin:gain";
	}
	return options->n_blocks >= 1000 && options->frames >= 1 && options->frames <= MAX_BLOCK_FRAMES;
}

int
main(const int argc, char** const argv)
{
	Options options = {.n_blocks = 1000000, .frames = 64, .rate_hz = 48000.0};
	if (!parse(&options, argc, argv)) {
		fputs("usage: blocks [-n BLOCKS] [-b FRAMES] [-p CPU] [URI [symbol=value ...]]\n", stderr);
		return 2;
	}
	timing_flush_denormals();
	Signal          signal;
	const HostFacts facts = {
		.rate_hz = options.rate_hz, .max_block_frames = MAX_BLOCK_FRAMES, .nominal_block_frames = options.frames};
	signal_init(&signal, options.rate_hz, -12.0);
	signal_play(&signal, false);
	LilvWorld* const world = lilv_world_new();
	lilv_world_load_all(world);
	for (unsigned s = 0; s < N_SUBJECTS; ++s) {
		for (unsigned i = 0; i < N_INSTANCES; ++i) {
			peer_open(&subjects[s].instance[i], world, &facts, &signal);
		}
		subjects[s].single_ns = bench_calloc(options.n_blocks, sizeof(double));
		subjects[s].least_ns  = bench_calloc(options.n_blocks, sizeof(double));
	}
	find_length(&signal, options.frames);
	for (unsigned i = 0; i < N_INSTANCES; ++i) {
		time_blocks(&options, i, &signal);
	}
	report_all(&options);
	for (unsigned s = 0; s < N_SUBJECTS; ++s) {
		for (unsigned i = 0; i < N_INSTANCES; ++i) {
			peer_close(&subjects[s].instance[i]);
		}
		free(subjects[s].single_ns);
		free(subjects[s].least_ns);
	}
	signal_free(&signal);
	return 0;
}
