// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* blocks: how evenly the time of single blocks is spread.
 *
 *   blocks [-n BLOCKS] [-b FRAMES] [-p CPU] [URI [symbol=value ...]]
 *
 * Calls run() of the plugin once per block and times each call, in turns with a bare gain loop on the same frames, so
 * that both meet the same machine. Prints the 99.9 % quantile over the median of both, and that of a gain loop that is
 * repeated until it takes as long as the plugin: what interrupts a block by chance meets a long one more often.
 */

#define _GNU_SOURCE // sched_setaffinity

#include "peer.h"

#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#if defined(__SSE__)
#	include <xmmintrin.h>
#endif

enum { N_PEERS = 3, WARM_BLOCKS = 20000 };

/// What is timed in turns
enum { PLUGIN, GAIN, LONG_GAIN };

typedef struct {
	unsigned n_blocks;
	uint32_t frames;
	double   rate_hz;
} Options;

static Peer   peers[N_PEERS];
static float* block_ns[N_PEERS]; ///< [n_blocks]

static double
now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static int
compare(const void* const a, const void* const b)
{
	const float x = *(const float*)a;
	const float y = *(const float*)b;
	return (x > y) - (x < y);
}

/// Of sorted values
static double
quantile(const float* const sorted, const unsigned n, const double q)
{
	return (double)sorted[(size_t)(q * (double)(n - 1U) + 0.5)];
}

static void
pin(const int cpu)
{
	cpu_set_t set;
	CPU_ZERO(&set);
	CPU_SET((size_t)cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set)) {
		perror("blocks: pin");
	}
}

/// One block of a peer, so many times over
static float
time_block(const unsigned peer, const Signal* const signal, const uint32_t frames, const unsigned times)
{
	const double start = now_ns();
	for (unsigned i = 0; i < times; ++i) {
		peer_run(&peers[peer], signal, frames);
	}
	return (float)(now_ns() - start);
}

/// How many blocks of the gain loop take as long as one of the plugin
static unsigned
length_of_plugin(const Signal* const signal, const uint32_t frames)
{
	double sum_ns[2] = {0.0, 0.0};
	for (unsigned i = 0; i < WARM_BLOCKS; ++i) {
		sum_ns[0] += (double)time_block(PLUGIN, signal, frames, 1);
		sum_ns[1] += (double)time_block(LONG_GAIN, signal, frames, 16) / 16.0;
	}
	const double times = sum_ns[0] / sum_ns[1] + 0.5;
	return times < 1.0 ? 1U : (unsigned)times;
}

static void
time_blocks(const Options* const options, const Signal* const signal)
{
	const unsigned times = length_of_plugin(signal, options->frames);
	for (unsigned k = 0; k < options->n_blocks; ++k) {
		block_ns[PLUGIN][k]    = time_block(PLUGIN, signal, options->frames, 1);
		block_ns[GAIN][k]      = time_block(GAIN, signal, options->frames, 1);
		block_ns[LONG_GAIN][k] = time_block(LONG_GAIN, signal, options->frames, times);
	}
}

/// Prints a row and returns its figure
static double
report(const unsigned peer, const char* const name, const unsigned n)
{
	float* const ns = block_ns[peer];
	qsort(ns, n, sizeof(float), compare);
	const double median = quantile(ns, n, 0.5);
	const double spread = quantile(ns, n, 0.999) / median;
	printf("| %s | %.0f | %.2f | %.2f | %.2f | %.1f |\n",
	       name,
	       median,
	       quantile(ns, n, 0.99) / median,
	       spread,
	       quantile(ns, n, 0.9999) / median,
	       quantile(ns, n, 1.0) / median);
	return spread;
}

/// Fills in what the plugin is to be set to; false if a word is not symbol=value
static bool
parse_settings(Peer* const peer, const int argc, char** const argv)
{
	for (int i = optind + 1; i < argc; ++i) {
		char* const equals = strchr(argv[i], '=');
		if (!equals || peer->n_sets == MAX_SETS) {
			return false;
		}
		*equals                   = '\0';
		peer->set[peer->n_sets++] = (PeerSet){argv[i], strtof(equals + 1, NULL), false};
	}
	return true;
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
			pin((int)strtol(optarg, NULL, 10));
			break;
		default:
			return false;
		}
	}
	peers[PLUGIN].uri    = optind < argc ? argv[optind] : "urn:zout:amp";
	peers[GAIN].uri      = "builtin:gain";
	peers[LONG_GAIN].uri = "builtin:gain";
	return parse_settings(&peers[PLUGIN], argc, argv) && options->n_blocks >= 1000 && options->frames >= 1 &&
	       options->frames <= MAX_BLOCK_FRAMES;
}

int
main(const int argc, char** const argv)
{
	Options options = {.n_blocks = 1000000, .frames = 64, .rate_hz = 48000.0};
	if (!parse(&options, argc, argv)) {
		fputs("usage: blocks [-n BLOCKS] [-b FRAMES] [-p CPU] [URI [symbol=value ...]]\n", stderr);
		return 2;
	}
#if defined(__SSE__)
	_mm_setcsr(_mm_getcsr() | 0x8040U); // as hosts do
#endif
	Signal          signal;
	const HostFacts facts = {
		.rate_hz = options.rate_hz, .max_block_frames = MAX_BLOCK_FRAMES, .nominal_block_frames = options.frames};
	signal_init(&signal, options.rate_hz, -12.0);
	signal_play(&signal, false);
	LilvWorld* const world = lilv_world_new();
	lilv_world_load_all(world);
	for (unsigned i = 0; i < N_PEERS; ++i) {
		peer_open(&peers[i], world, &facts, &signal);
		block_ns[i] = bench_calloc(options.n_blocks, sizeof(float));
	}
	time_blocks(&options, &signal);

	printf("%u blocks of %u frames, each timed; quantiles over the median\n\n", options.n_blocks, options.frames);
	puts("| | median, ns | 99 % | 99.9 % | 99.99 % | max |\n|---|---:|---:|---:|---:|---:|");
	const double plugin    = report(PLUGIN, peers[PLUGIN].uri, options.n_blocks);
	const double gain      = report(GAIN, "gain loop", options.n_blocks);
	const double long_gain = report(LONG_GAIN, "gain loop, as long", options.n_blocks);
	printf("\n99.9 %% over median: %.2f; over that of the gain loop: %.2f; of one that is as long: %.2f\n",
	       plugin,
	       plugin / gain,
	       plugin / long_gain);
	for (unsigned i = 0; i < N_PEERS; ++i) {
		peer_close(&peers[i]);
		free(block_ns[i]);
	}
	signal_free(&signal);
	return 0;
}
