// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/measure_spectrum.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Braille letters are two dots wide and four high. */
enum { COLUMNS = 64, ROWS = 9, DOTS_X = 2, DOTS_Y = 4 };

static const double low_hz    = 20.0;
static const double high_hz   = 20e3;
static const double bottom_db = -160.0;
static const double top_db    = 20.0;

/// Height in dots of each column of dots
static void
heights_of(const ZoutCurve* const curve, int heights[COLUMNS * DOTS_X])
{
	for (int c = 0; c < COLUMNS * DOTS_X; ++c) {
		heights[c] = -1;
	}
	for (size_t i = 0; i < curve->n_points; ++i) {
		const double part   = log(curve->x[i] / low_hz) / log(high_hz / low_hz);
		const int    column = (int)(part * (COLUMNS * DOTS_X - 1) + 0.5);
		const double level  = (curve->y[i] - bottom_db) / (top_db - bottom_db);
		const int    height = (int)(fmin(fmax(level, 0.0), 1.0) * ROWS * DOTS_Y + 0.5);
		if (column >= 0 && column < COLUMNS * DOTS_X && height > heights[column]) {
			heights[column] = height;
		}
	}
	for (int c = 1; c < COLUMNS * DOTS_X; ++c) { // below 30 Hz the columns are finer than the bins
		heights[c] = heights[c] >= 0 ? heights[c] : heights[c - 1];
	}
}

/// One letter of 2 x 4 dots, U+2800 and the dots' bits, in UTF-8
static void
print_letter(const int* const two_heights, const int row)
{
	static const unsigned char bits[DOTS_X][DOTS_Y] = {{0x40, 0x04, 0x02, 0x01}, {0x80, 0x20, 0x10, 0x08}};
	unsigned                   dots                 = 0;
	for (int x = 0; x < DOTS_X; ++x) {
		for (int y = 0; y < DOTS_Y; ++y) {
			dots |= two_heights[x] > row * DOTS_Y + y ? bits[x][y] : 0U;
		}
	}
	printf("\xe2%c%c", (int)(0xa0U + (dots >> 6U)), (int)(0x80U + (dots & 0x3fU)));
}

void
zout_print_spectrum(const ZoutTerminal* const terminal, const ZoutCurve* const curve)
{
	int heights[COLUMNS * DOTS_X];
	if (!terminal->utf8) {
		return;
	}
	heights_of(curve, heights);
	for (int row = ROWS - 1; row >= 0; --row) {
		const double top = bottom_db + (row + 1) * (top_db - bottom_db) / ROWS;
		if (row % 2 == 0 && row) {
			printf("  %5.0f ", top);
		} else {
			printf("  %5s ", row == 0 ? "dBV" : "");
		}
		fputs(zout_terminal_switch(terminal, ZOUT_COLOUR_BLUE), stdout);
		for (int c = 0; c < COLUMNS; ++c) {
			print_letter(heights + (ptrdiff_t)c * DOTS_X, row);
		}
		printf("%s\n", zout_terminal_switch(terminal, ZOUT_COLOUR_PLAIN));
	}
	static const struct {
		double      hz;
		const char* text;
	} ticks[] = {{20.0, "20"}, {100.0, "100"}, {1e3, "1k"}, {1e4, "10k"}};
	char line[COLUMNS + 16];
	memset(line, ' ', sizeof(line));
	for (unsigned i = 0; i < sizeof(ticks) / sizeof(ticks[0]); ++i) {
		const double part = log(ticks[i].hz / low_hz) / log(high_hz / low_hz);
		memcpy(line + (size_t)(part * (COLUMNS - 1)), ticks[i].text, strlen(ticks[i].text));
	}
	memcpy(line + COLUMNS - 3, "20k Hz", sizeof("20k Hz"));
	printf("        %s\n\n", line);
}
