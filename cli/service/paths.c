// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _GNU_SOURCE // flock()

#include "cli/service/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/attributes.h"

/// Writes a path; false if it is empty or too long
static bool ZOUT_PRINTF(2, 3) set(ZoutPath* const path, const char* const format, ...)
{
	va_list args;
	va_start(args, format);
	const int length = vsnprintf(path->text, sizeof(path->text), format, args);
	va_end(args);
	return length > 0 && (size_t)length < sizeof(path->text);
}

/// An environment variable that names a directory, or NULL. Relative ones are invalid by the specification
static const char*
directory(const char* const variable)
{
	const char* const value = getenv(variable);
	return value && value[0] == '/' ? value : NULL;
}

static bool
is_there(const ZoutPath* const path)
{
	// What is there but cannot be read, as a link that leads nowhere, is found too: ignoring it in silence would take
	// away the limits that it sets
	struct stat info;
	return lstat(path->text, &info) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

bool
zout_path_config(ZoutPath* const path)
{
	const char* const home   = directory("HOME");
	const char* const config = directory("XDG_CONFIG_HOME");
	if ((config && set(path, "%s/zout/zout.conf", config) && is_there(path)) ||
	    (!config && home && set(path, "%s/.config/zout/zout.conf", home) && is_there(path))) {
		return true;
	}

	const char* dirs = getenv("XDG_CONFIG_DIRS");
	for (dirs = dirs && *dirs ? dirs : "/etc/xdg"; *dirs;) {
		const size_t length = strcspn(dirs, ":");
		if (*dirs == '/' && set(path, "%.*s/zout/zout.conf", (int)length, dirs) && is_there(path)) {
			return true;
		}
		dirs += length + (dirs[length] == ':');
	}
	return set(path, "/etc/zout/zout.conf") && is_there(path);
}

bool
zout_path_socket(const char* const name, ZoutPath* const path)
{
	const char* const systemd = directory("RUNTIME_DIRECTORY");
	const char* const xdg     = directory("XDG_RUNTIME_DIR");
	if (systemd) { // may be a list
		return set(path, "%.*s/%s.sock", (int)strcspn(systemd, ":"), systemd, name);
	}
	return xdg && set(path, "%s/zout/%s.sock", xdg, name);
}

void
zout_path_system_socket(const char* const name, ZoutPath* const path)
{
	set(path, "/run/zout/%s.sock", name);
}

static bool
set_in_state_home(ZoutPath* const path, const char* const name, const char* const suffix)
{
	const char* const state = directory("XDG_STATE_HOME");
	const char* const home  = directory("HOME");
	return state ? set(path, "%s/zout/%s%s", state, name, suffix)
	             : home && set(path, "%s/.local/state/zout/%s%s", home, name, suffix);
}

bool
zout_path_state(const char* const name, ZoutPath* const path)
{
	const char* const systemd = directory("STATE_DIRECTORY");
	return systemd ? set(path, "%.*s/%s.json", (int)strcspn(systemd, ":"), systemd, name)
	               : set_in_state_home(path, name, ".json");
}

bool
zout_path_records(ZoutPath* const path)
{
	return set_in_state_home(path, "abx", "");
}

bool
zout_path_address(const char* const path, struct sockaddr_un* const address)
{
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof(address->sun_path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(address->sun_path, path, strlen(path) + 1U);
	return true;
}

/// Makes all that stand before a slash in a path
static bool
make_above(ZoutPath* const path)
{
	for (char* slash = strchr(path->text + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path->text, S_IRWXU) && errno != EEXIST) {
			return false;
		}
		*slash = '/';
	}
	return true;
}

bool
zout_path_make_directory(const char* const wanted)
{
	ZoutPath path;
	errno = ENAMETOOLONG;
	return set(&path, "%s/", wanted) && make_above(&path);
}

bool
zout_path_make_directory_of(const char* const file)
{
	ZoutPath path;
	errno = ENAMETOOLONG;
	return set(&path, "%s", file) && make_above(&path);
}

int
zout_path_lock(const char* const path, int* const fd)
{
	ZoutPath file;
	*fd = -1;
	if (!set(&file, "%s.lock", path)) {
		return ENAMETOOLONG;
	}
	const int made = open(file.text, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
	if (made < 0) {
		return errno;
	}
	if (flock(made, LOCK_EX | LOCK_NB)) {
		const int code = errno;
		close(made);
		return code;
	}
	*fd = made;
	return 0;
}
