// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The command line of lv2cost, up to the first plugin. */

#ifndef BENCH_OPTIONS_H
#define BENCH_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { MAX_BLOCKS = 16 };

typedef struct {
	uint32_t block[MAX_BLOCKS];
	unsigned n_blocks;
	unsigned repetitions;
	double   repetition_ms;
	double   rate_hz;
	double   peak_dbfs;
	bool     denormals;
	bool     silent;
	bool     tabs;
	bool     verbose;
} Options;

void
options_usage(FILE* stream);

/** Takes what is given, and else what is usual; getopt's `optind` is the first plugin's. Returns false if it is no
 * good. */
bool
options_parse(Options* options, int argc, char** argv);

#endif // BENCH_OPTIONS_H
