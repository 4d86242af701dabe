// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* lv2cost: what LV2 plugins cost per stereo frame.
 *
 *   lv2cost [options] URI [symbol=value ...] [-- URI [symbol=value ...]] ...
 *
 * Several plugins named in one call are timed interleaved, repetition by repetition, so that ratios hold on a machine
 * whose speed drifts. A plugin with one audio input or output runs as two instances, left and right.
 */

#include "options.h"
#include "peer.h"
#include "timing.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_PEERS = 64, MAX_BATCH = 1000000 };

static Peer     peers[MAX_PEERS];
static unsigned n_peers;

/// Nanoseconds per frame of each peer, [repetitions]
static double* cost_ns[MAX_PEERS];

static bool
parse_peers(const int argc, char** const argv)
{
	bool first = true;
	for (int i = optind; i < argc; ++i) {
		if (!strcmp(argv[i], "--")) {
			first = true;
			continue;
		}
		if (first && n_peers == MAX_PEERS) {
			fprintf(stderr, "lv2cost: more than %d plugins\n", MAX_PEERS);
			return false;
		}
		if (first) {
			peers[n_peers++].uri = argv[i];
		} else if (!peer_parse_setting(&peers[n_peers - 1U], argv[i])) {
			fprintf(stderr, "lv2cost: bad setting %s, expected symbol=value\n", argv[i]);
			return false;
		}
		first = false;
	}
	return n_peers > 0;
}

/// How many blocks make one repetition of each peer
static void
size_batches(unsigned batch[], const Signal* const signal, const uint32_t frames, const double repetition_ms)
{
	enum { TRIAL_BLOCKS = 64 };
	for (unsigned i = 0; i < n_peers; ++i) {
		const double start = timing_now_ns();
		for (unsigned k = 0; k < TRIAL_BLOCKS; ++k) {
			peer_run(&peers[i], signal, frames);
		}
		const double block_ns = (timing_now_ns() - start) / TRIAL_BLOCKS;
		const double blocks   = repetition_ms * 1e6 / (block_ns + 1.0) + 1.0;
		batch[i]              = blocks > MAX_BATCH ? MAX_BATCH : (unsigned)blocks;
	}
}

static void
time_interleaved(const Options* const options, Signal* const signal, const uint32_t frames)
{
	enum { WARM_BLOCKS = 4 };
	unsigned batch[MAX_PEERS];
	signal_play(signal, false);
	for (unsigned i = 0; i < n_peers; ++i) {
		peers[i].position = 0;
		for (uint32_t done = 0; done < 48000; done += frames) {
			peer_run(&peers[i], signal, frames);
		}
	}
	signal_play(signal, options->silent);
	size_batches(batch, signal, frames, options->repetition_ms);
	for (unsigned r = 0; r < options->repetitions; ++r) {
		for (unsigned i = 0; i < n_peers; ++i) {
			for (unsigned k = 0; k < WARM_BLOCKS; ++k) {
				peer_run(&peers[i], signal, frames);
			}
			const double start = timing_now_ns();
			for (unsigned k = 0; k < batch[i]; ++k) {
				peer_run(&peers[i], signal, frames);
			}
			cost_ns[i][r] = (timing_now_ns() - start) / ((double)batch[i] * frames);
		}
	}
}

/// Median of the paired ratios of a peer's cost to that of another
static double
ratio_to(const unsigned reference, const unsigned peer, const unsigned n)
{
	double* const ratios = bench_calloc(n, sizeof(double));
	for (unsigned r = 0; r < n; ++r) {
		ratios[r] = cost_ns[peer][r] / cost_ns[reference][r];
	}
	timing_sort(ratios, n);
	const double median = timing_quantile(ratios, n, 0.5);
	free(ratios);
	return median;
}

static void
print_row(const Options* const options, const unsigned i, const uint32_t frames)
{
	const unsigned n      = options->repetitions;
	const Peer*    peer   = &peers[i];
	bool           bad    = false;
	const double   first  = ratio_to(0, i, n);
	const double   second = n_peers > 1 ? ratio_to(1, i, n) : 1.0;
	double* const  sorted = bench_calloc(n, sizeof(double));
	memcpy(sorted, cost_ns[i], n * sizeof(double));
	timing_sort(sorted, n);
	const double median = timing_quantile(sorted, n, 0.5);
	const double min    = timing_quantile(sorted, n, 0.0);
	const double p90    = timing_quantile(sorted, n, 0.9);
	const double times  = 1e9 / options->rate_hz / median;
	free(sorted);
	const double level = peer_output_dbfs(peer, frames, &bad);
	const int    delay = peer_latency_frames(peer);
	if (options->tabs) {
		printf("%u\t%s\t%u\t%.4f\t%.4f\t%.4f", frames, peer->label, peer->n_units, median, min, p90);
		printf("\t%.1f\t%.4f\t%.4f\t%d\t%.1f", times, first, second, delay, level);
	} else {
		printf("%-30.30s %4u %9.3f %9.3f %9.3f", peer->label, peer->n_units, median, min, p90);
		printf(" %8.0f %7.3f %7.3f %6d %7.1f", times, first, second, delay, level);
	}
	puts(bad ? " NOT FINITE" : "");
}

static void
print_table(const Options* const options, const Signal* const signal, const uint32_t frames)
{
	if (!options->tabs) {
		printf("block %u, %g Hz, input peak %g dBFS (rms %.1f), ",
		       frames,
		       options->rate_hz,
		       options->peak_dbfs,
		       signal->rms_dbfs);
		printf("%u repetitions of %g ms, FTZ %s\n",
		       options->repetitions,
		       options->repetition_ms,
		       options->denormals ? "off" : "on");
		puts("plugin                         inst  ns/frame       min       p90   x real    to 1    to 2  laten  out "
		     "dB");
	}
	for (unsigned i = 0; i < n_peers; ++i) {
		print_row(options, i, frames);
	}
}

int
main(int argc, char** argv)
{
	Options options;
	if (!options_parse(&options, argc, argv) || !parse_peers(argc, argv)) {
		options_usage(stderr);
		return 2;
	}
	if (!options.denormals) {
		timing_flush_denormals();
	}

	Signal    signal;
	HostFacts facts = {
		.rate_hz              = options.rate_hz,
		.max_block_frames     = 1024,
		.nominal_block_frames = options.block[0],
		.verbose              = options.verbose,
	};
	for (unsigned b = 0; b < options.n_blocks; ++b) {
		facts.max_block_frames = options.block[b] > facts.max_block_frames ? options.block[b] : facts.max_block_frames;
	}
	signal_init(&signal, options.rate_hz, options.peak_dbfs);
	LilvWorld* const world = lilv_world_new();
	lilv_world_load_all(world);
	for (unsigned i = 0; i < n_peers; ++i) {
		peer_open(&peers[i], world, &facts, &signal);
		cost_ns[i] = bench_calloc(options.repetitions, sizeof(double));
	}
	if (options.tabs) {
		puts("block\tplugin\tinstances\tns_frame_median\tns_frame_min\tns_frame_p90\t"
		     "x_realtime\tratio_to_1\tratio_to_2\tlatency\tout_"
		     "dbfs");
	}
	for (unsigned b = 0; b < options.n_blocks; ++b) {
		time_interleaved(&options, &signal, options.block[b]);
		print_table(&options, &signal, options.block[b]);
		fflush(stdout);
	}
	for (unsigned i = 0; i < n_peers; ++i) {
		peer_close(&peers[i]);
		free(cost_ns[i]);
	}
	signal_free(&signal);
	return 0;
}
