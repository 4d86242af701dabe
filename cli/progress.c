// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { BAR_WIDTH = 50, AROUND = 8 }; // brackets and per cent

/// Of the bar, so that no line breaks; asked anew, because windows change
static int
bar_width(void)
{
	struct winsize size = {.ws_col = 0};
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || !size.ws_col || size.ws_col > BAR_WIDTH + AROUND) {
		return BAR_WIDTH;
	}
	return size.ws_col > AROUND + 1 ? size.ws_col - AROUND - 1 : 0;
}

ZoutProgress
zout_progress(const uint64_t total)
{
	const ZoutProgress progress = {isatty(STDERR_FILENO) && total, total, -1};
	return progress;
}

void
zout_progress_show(ZoutProgress* const progress, const uint64_t done)
{
	const uint64_t limited = done < progress->total ? done : progress->total;
	const int      percent = progress->shown ? (int)(100.0 * (double)limited / (double)progress->total) : -1;
	if (percent != progress->last) {
		static const char bar[] = "##################################################";
		const int         width = bar_width();
		const int         n     = percent * width / 100;
		fprintf(stderr, "\r[%.*s%*s] %3d %%", n, bar, width - n, "", percent);
		progress->last = percent;
	}
}

void
zout_progress_clear(ZoutProgress* const progress)
{
	if (progress->last >= 0) {
		fprintf(stderr, "\r%*s\r", bar_width() + AROUND, "");
		progress->last = -1;
	}
}
