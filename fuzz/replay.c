// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Tries every file of a corpus once, without libFuzzer:
 *
 *   replay FOLDER [FILE...]
 *
 * Standard error, where a target complains as the program does, names the file before; the last one named is the
 * culprit when the process ends by a signal. Standard output gets one line at the end.
 */

#define _POSIX_C_SOURCE 200809L

#include "fuzz/scratch.h"
#include "fuzz/target.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
try_file(const char* const path)
{
	size_t      size = 0;
	char* const data = fuzz_read(path, &size);
	if (!data) {
		fprintf(stderr, "replay: cannot read '%s'\n", path);
		exit(2);
	}
	fprintf(stderr, "replay: %s\n", path);
	fflush(stderr);
	uint8_t* const exact = (uint8_t*)malloc(size ? size : 1U); // without the zero byte, which nobody promised
	FUZZ_REQUIRE(exact);
	memcpy(exact, data, size);
	free(data);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
}

static unsigned
try_folder(const char* const folder)
{
	unsigned        n     = 0;
	struct dirent** list  = NULL;
	const int       found = scandir(folder, &list, NULL, alphasort);
	for (int i = 0; i < found; ++i) {
		char path[4096];
		snprintf(path, sizeof(path), "%s/%s", folder, list[i]->d_name);
		if (list[i]->d_name[0] != '.') {
			try_file(path);
			++n;
		}
		free(list[i]);
	}
	free(list);
	return n;
}

int
main(const int argc, char** const argv)
{
	unsigned n = 0;
	for (int i = 1; i < argc; ++i) {
		struct stat info;
		if (!stat(argv[i], &info) && S_ISDIR(info.st_mode)) {
			n += try_folder(argv[i]);
		} else {
			try_file(argv[i]);
			++n;
		}
	}
	if (!n) {
		fprintf(stderr, "replay: no input, expected the folder of a corpus\n");
		return 2;
	}
	printf("%u inputs\n", n);
	return 0;
}
