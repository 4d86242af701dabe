// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file scratch.h
 * A folder of this process for what has to be a file, in $TMPDIR. It is removed at the end.
 */

#ifndef ZOUT_FUZZ_SCRATCH_H
#define ZOUT_FUZZ_SCRATCH_H

#include <stddef.h>

/** Path of a file of this name in the folder. Belongs to the next call but three. */
const char*
fuzz_scratch(const char* name);

/** Writes a file, in place of what it was. */
void
fuzz_write(const char* path, const void* data, size_t size);

/** The whole of a file with a zero byte behind, to be freed by the caller; NULL if there is none. */
char*
fuzz_read(const char* path, size_t* size);

/** Number of files in the folder. */
unsigned
fuzz_n_files(void);

#endif // ZOUT_FUZZ_SCRATCH_H
