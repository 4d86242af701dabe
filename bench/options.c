// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "options.h"

#include "signal.h"
#include "timing.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

void
options_usage(FILE* const stream)
{
	fputs("usage: lv2cost [options] URI [symbol=value ...] [-- URI [symbol=value ...]] ...\n"
	      "Nanoseconds per stereo frame of LV2 plugins, timed interleaved.\n"
	      "  -b N[,N...]  block sizes (64,256,1024)   -r HZ  sample rate (48000)\n"
	      "  -n REPS      repetitions (61)            -m MS  time of one repetition (2)\n"
	      "  -l DBFS      input peak level (-12)      -p CPU pin to a processor\n"
	      "  -d           leave denormals on          -s     silence after the signal\n"
	      "  -t           tab-separated output        -v     show the plugins' messages\n"
	      "  -h           this help\n"
	      "References: builtin:null builtin:memcpy builtin:gain. A setting :label=TEXT names the row.\n"
	      "Ratios are to the first and the second plugin named, paired repetition by repetition.\n",
	      stream);
}

static bool
parse_blocks(Options* const options, char* const text)
{
	options->n_blocks = 0;
	for (char* s = strtok(text, ","); s && options->n_blocks < MAX_BLOCKS; s = strtok(NULL, ",")) {
		const long frames = strtol(s, NULL, 10);
		if (frames < 1 || frames > MAX_BLOCK_FRAMES) {
			fprintf(stderr, "lv2cost: block size %s, expected 1 to %d\n", s, MAX_BLOCK_FRAMES);
			return false;
		}
		options->block[options->n_blocks++] = (uint32_t)frames;
	}
	return options->n_blocks > 0;
}

bool
options_parse(Options* const options, const int argc, char** const argv)
{
	*options = (Options){
		.block         = {64, 256, 1024},
		.n_blocks      = 3,
		.repetitions   = 61,
		.repetition_ms = 2.0,
		.rate_hz       = 48000.0,
		.peak_dbfs     = -12.0,
	};
	int o = 0;
	while ((o = getopt(argc, argv, "+b:r:n:m:l:p:dstvh")) != -1) {
		switch (o) {
		case 'b':
			if (!parse_blocks(options, optarg)) {
				return false;
			}
			break;
		case 'r':
			options->rate_hz = strtod(optarg, NULL);
			break;
		case 'n':
			options->repetitions = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'm':
			options->repetition_ms = strtod(optarg, NULL);
			break;
		case 'l':
			options->peak_dbfs = strtod(optarg, NULL);
			break;
		case 'p':
			timing_pin((int)strtol(optarg, NULL, 10));
			break;
		case 'd':
			options->denormals = true;
			break;
		case 's':
			options->silent = true;
			break;
		case 't':
			options->tabs = true;
			break;
		case 'v':
			options->verbose = true;
			break;
		case 'h':
			options_usage(stdout);
			exit(0);
		default:
			return false;
		}
	}
	return optind < argc && options->repetitions >= 3 && options->rate_hz >= 1000.0;
}
