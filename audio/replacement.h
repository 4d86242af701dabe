// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file replacement.h
 * A file that takes the place of another one when it is complete and on the disk: whoever looks, and whatever dies
 * meanwhile, there is the old one or the new one, never a half nor none. [setup]
 *
 * Functions that can fail return 0, or the errno of what failed.
 */

#ifndef ZOUT_AUDIO_REPLACEMENT_H
#define ZOUT_AUDIO_REPLACEMENT_H

#include <limits.h>
#include <stddef.h>
#include <sys/types.h>

/** The new one, until then in the same folder under a name that begins with `.zout-`. All zero for none. */
typedef struct {
	char path[PATH_MAX]; ///< Where it is; empty if nowhere
	int  fd;             ///< To be written to, -1 once it is complete; says nothing while `path` is empty
} ZoutReplacement;

/** Creates an empty file beside `target`, with these permissions, whatever the umask. After a failure there is none. */
int
zout_replacement_begin(ZoutReplacement* replacement, const char* target, mode_t mode);

/** Makes sure that what was written is on the disk, and closes the descriptor. */
int
zout_replacement_complete(ZoutReplacement* replacement);

/** Gives what is complete the name of the target, in the same step in which what had it loses it. */
int
zout_replacement_place(ZoutReplacement* replacement, const char* target);

/** Removes what has not taken its place, complete or not. Safe for none. */
void
zout_replacement_drop(ZoutReplacement* replacement);

/** All of it for `n_bytes` at once. After a failure what was there is there. */
int
zout_replace_file(const char* target, mode_t mode, const void* bytes, size_t n_bytes);

#endif // ZOUT_AUDIO_REPLACEMENT_H
