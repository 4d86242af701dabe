// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _XOPEN_SOURCE 700

#include "fuzz/scratch.h"

#include "fuzz/target.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 512, PATHS = 4 };

static char folder[PATH_BYTES / 2];

/// Removes what is in the folder; then the folder
static void
remove_folder(void)
{
	DIR* const           stream = opendir(folder);
	const struct dirent* entry  = NULL;
	while (stream && (entry = readdir(stream))) {
		unlinkat(dirfd(stream), entry->d_name, 0);
	}
	if (stream) {
		closedir(stream);
	}
	rmdir(folder);
}

static void
make_folder(void)
{
	const char* const above = getenv("TMPDIR");
	FUZZ_REQUIRE((size_t)snprintf(folder, sizeof(folder), "%s/zout-fuzz-XXXXXX", above ? above : "/tmp") <
	             sizeof(folder));
	FUZZ_REQUIRE(mkdtemp(folder));
	atexit(remove_folder);
}

const char*
fuzz_scratch(const char* const name)
{
	static char     paths[PATHS][PATH_BYTES];
	static unsigned next = 0;
	if (!*folder) {
		make_folder();
	}
	char* const path = paths[next++ % PATHS];
	FUZZ_REQUIRE((size_t)snprintf(path, PATH_BYTES, "%s/%s", folder, name) < PATH_BYTES);
	return path;
}

void
fuzz_write(const char* const path, const void* const data, const size_t size)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
	FUZZ_REQUIRE(fd >= 0);
	FUZZ_REQUIRE(!size || write(fd, data, size) == (ssize_t)size);
	close(fd);
}

char*
fuzz_read(const char* const path, size_t* const size)
{
	struct stat info;
	const int   fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return NULL;
	}
	FUZZ_REQUIRE(!fstat(fd, &info));
	char* const text = (char*)malloc((size_t)info.st_size + 1U);
	FUZZ_REQUIRE(text);
	FUZZ_REQUIRE(read(fd, text, (size_t)info.st_size) == info.st_size);
	close(fd);
	*size       = (size_t)info.st_size;
	text[*size] = '\0';
	return text;
}

unsigned
fuzz_n_files(void)
{
	unsigned             n      = 0;
	DIR* const           stream = opendir(folder);
	const struct dirent* entry  = NULL;
	FUZZ_REQUIRE(stream);
	while ((entry = readdir(stream))) {
		n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 ? 1U : 0U;
	}
	closedir(stream);
	return n;
}
