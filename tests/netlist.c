// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "netlist.h"

#include "units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h> // after the headers that it needs

static char folder[] = "/tmp/zout-spice-XXXXXX";
static char circuit_path[64];
static char result_path[64];
static char log_path[64];

bool
netlist_open(void)
{
	if (!mkdtemp(folder)) {
		return false;
	}
	snprintf(circuit_path, sizeof(circuit_path), "%s/circuit.cir", folder);
	snprintf(result_path, sizeof(result_path), "%s/result.txt", folder);
	snprintf(log_path, sizeof(log_path), "%s/log.txt", folder);
	return true;
}

void
netlist_close(void)
{
	unlink(circuit_path);
	unlink(result_path);
	unlink(log_path);
	rmdir(folder);
}

const char*
netlist_result(void)
{
	return result_path;
}

FILE*
netlist_start(const char* const title)
{
	FILE* const file = fopen(circuit_path, "w");
	assert_non_null(file);
	fprintf(file, "* %s\n", title);
	return file;
}

/* The headphone's parts from node "out" on. A resonance R / (1 + Q (s/w + w/s)) is R, L = R / (w Q) and C = Q / (w R)
 * in parallel. Parts that are not there are left out. */
static void
write_headphone(FILE* const file, const float* const p)
{
	static const ZoutParam tanks[3][3] = {
		{ZOUT_F1, ZOUT_R1, ZOUT_Q1}, {ZOUT_F2, ZOUT_R2, ZOUT_Q2}, {ZOUT_F3, ZOUT_R3, ZOUT_Q3}};

	fprintf(file, "Re out n0 %.9g\n", (double)p[ZOUT_RESISTANCE]);
	unsigned node = 0;
	if (p[ZOUT_INDUCTANCE] > 0.0F) {
		fprintf(file, "Le n0 n1 %.9gm\n", (double)p[ZOUT_INDUCTANCE]);
		if (p[ZOUT_EDDY] > 0.0F) {
			fprintf(file, "Reddy n0 n1 %.9g\n", (double)p[ZOUT_EDDY]);
		}
		node = 1;
	}
	for (unsigned k = 0; k < 3; ++k) {
		const double w = zout_hz_to_rad_s((double)p[tanks[k][0]]);
		const double r = (double)p[tanks[k][1]];
		const double q = (double)p[tanks[k][2]];
		if (r > 0.0) {
			fprintf(file, "Rt%u n%u n%u %.9g\n", k, node, node + 1U, r);
			fprintf(file, "Lt%u n%u n%u %.12g\n", k, node, node + 1U, r / (w * q));
			fprintf(file, "Ct%u n%u n%u %.12g\n", k, node, node + 1U, q / (w * r));
			++node;
		}
	}
	fprintf(file, "Vend n%u 0 0\n", node);
}

void
netlist_output(FILE* const file, const ZoutSettings* const settings)
{
	const float* const p        = settings->value;
	const double       corner_s = 1.0 / zout_hz_to_rad_s(1e3 * (double)p[ZOUT_BANDWIDTH]);
	fprintf(file, "Rbw amp pole 1k\nCbw pole 0 %.12g\n", 1e-3 * corner_s);
	fprintf(file, "Eamp driven 0 pole 0 1\nVload driven current 0\n");
	fprintf(file, "Rout current series %.9g\n", (double)p[ZOUT_OUTPUT_IMPEDANCE]);
	if (p[ZOUT_OUTPUT_CAPACITOR] > 0.0F) {
		fprintf(file, "Cout series out %.9gu\n", (double)p[ZOUT_OUTPUT_CAPACITOR]);
	} else {
		fprintf(file, "Vout series out 0\n");
	}
	write_headphone(file, p);
}

FILE*
netlist_run(FILE* const file)
{
	fprintf(file, "quit\n.endc\n.end\n");
	assert_int_equal(fclose(file), 0);

	char command[256];
	unlink(result_path);
	snprintf(command, sizeof(command), "ngspice -b %s >%s 2>&1", circuit_path, log_path);
	(void)!system(command); // ngspice ends with 1 after quit in batch mode: what it wrote tells

	FILE* const result = fopen(result_path, "r");
	assert_non_null(result);
	return result;
}
