// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* How far two files of raw samples are apart.
 *
 *   rawcmp EXPECTED GOT
 *
 * Prints the rms of their difference in dB relative to the rms of EXPECTED, "-inf" when they are identical. Exits with
 * 1 when they cannot be compared: lengths differ, a sample is not a number, EXPECTED is silent.
 */

#include <math.h>
#include <stdio.h>

int
main(const int argc, char** const argv)
{
	FILE* const expected = argc == 3 ? fopen(argv[1], "rb") : NULL;
	FILE* const got      = argc == 3 ? fopen(argv[2], "rb") : NULL;
	if (!expected || !got) {
		fputs(argc == 3 ? "rawcmp: cannot read both files\n" : "usage: rawcmp EXPECTED GOT\n", stderr);
		return argc == 3 ? 1 : 2;
	}
	float  a      = 0.0F;
	float  b      = 0.0F;
	double square = 0.0;
	double off    = 0.0;
	size_t n[2]   = {0, 0};
	do {
		n[0] = fread(&a, sizeof(a), 1, expected);
		n[1] = fread(&b, sizeof(b), 1, got);
		if (n[0] && n[1]) {
			square += (double)a * (double)a;
			off += ((double)b - (double)a) * ((double)b - (double)a);
		}
	} while (n[0] && n[1]);
	fclose(expected);
	fclose(got);
	if (n[0] != n[1] || !isfinite(square) || !isfinite(off) || !(square > 0.0)) {
		fprintf(stderr, "rawcmp: %s\n", n[0] != n[1] ? "lengths differ" : "silence, or samples that are no numbers");
		return 1;
	}
	printf("%.1f\n", 10.0 * log10(off / square));
	return 0;
}
