// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file progress.h
 * A progress bar on stderr, if that is a terminal.
 */

#ifndef ZOUT_CLI_PROGRESS_H
#define ZOUT_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/** How far something is. */
typedef struct {
	bool     shown; ///< True if stderr is a terminal
	uint64_t total; ///< What 100 % is; 0 if unknown
	int      last;  ///< Percentage on the screen
} ZoutProgress;

/** Nothing done of a total, in any unit; 0 for an unknown one, of which no bar is shown. */
ZoutProgress
zout_progress(uint64_t total);

/** Shows how much is done, in the unit of the total; more than that counts as all. Cheap when nothing changes on the
 * screen. */
void
zout_progress_show(ZoutProgress* progress, uint64_t done);

/** Takes the bar off the screen again. */
void
zout_progress_clear(ZoutProgress* progress);

#endif // ZOUT_CLI_PROGRESS_H
