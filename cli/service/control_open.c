// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* How the control socket comes and goes. */

#define _GNU_SOURCE // SOCK_CLOEXEC

#include "cli/service/client.h"
#include "cli/service/control.h"
#include "cli/service/paths.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_no_socket(const char* const path)
{
	struct stat info;
	return !lstat(path, &info) && !S_ISSOCK(info.st_mode);
}

/// Removes a socket that nobody listens to; false if something else is there, which is left as it is
static bool
remove_dead_socket(const struct sockaddr_un* const address)
{
	const int fd =
		is_no_socket(address->sun_path) ? -1 : socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		return false;
	}
	const int code = connect(fd, (const struct sockaddr*)address, sizeof(*address)) ? errno : 0;
	close(fd);
	return code == ENOENT || (code == ECONNREFUSED && !unlink(address->sun_path));
}

static ZoutAudioStatus
refuse(const char* const path, ZoutAudioError* const error)
{
	return zout_audio_fail(
		error,
		ZOUT_AUDIO_BAD_INPUT,
		"cannot make the control socket '%.300s', expected nothing there, or a socket that nobody listens to",
		path);
}

/// Takes the lock that a living service holds
static ZoutAudioStatus
lock(ZoutControl* const control, const char* const path, ZoutAudioError* const error)
{
	const int code = zout_path_lock(path, &control->lock_fd);
	if (code == EWOULDBLOCK) {
		return zout_audio_fail(error, ZOUT_AUDIO_STOPPED, "another zout has the control socket '%.300s'", path);
	}
	return !code ? ZOUT_AUDIO_SUCCESS
	             : zout_audio_fail(error, ZOUT_AUDIO_FAILED, "cannot lock '%.300s.lock': %s", path, strerror(code));
}

/// Makes the socket where nothing is
static ZoutAudioStatus
listen_there(ZoutControl* const control, ZoutAudioError* const error)
{
	control->listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	const mode_t mask  = umask(S_IXUSR | S_IRWXG | S_IRWXO);
	const bool   bound = control->listen_fd >= 0 &&
	                   !bind(control->listen_fd, (const struct sockaddr*)&control->address, sizeof(control->address)) &&
	                   !listen(control->listen_fd, ZOUT_MAX_CLIENTS);
	const int code = errno;
	umask(mask);
	if (bound) {
		return ZOUT_AUDIO_SUCCESS;
	}
	if (control->listen_fd >= 0) {
		close(control->listen_fd);
		control->listen_fd = -1;
	}
	return zout_audio_fail(error,
	                       ZOUT_AUDIO_FAILED,
	                       "cannot make the control socket '%.300s': %s",
	                       control->address.sun_path,
	                       strerror(code));
}

ZoutAudioStatus
zout_control_check(const char* const path, ZoutAudioError* const error)
{
	return is_no_socket(path) ? refuse(path, error) : ZOUT_AUDIO_SUCCESS;
}

ZoutAudioStatus
zout_control_open(ZoutControl* const control, const char* const path, ZoutAudioError* const error)
{
	if (!zout_path_address(path, &control->address)) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_FAILED,
		                       "cannot make the control socket '%.300s': longer than %zu characters",
		                       path,
		                       sizeof(control->address.sun_path) - 1U);
	}
	ZoutAudioStatus status = zout_control_check(path, error);
	if (status) { // and will not have a lock beside it
		return status;
	}

	status = zout_path_make_directory_of(path)
	             ? lock(control, path, error)
	             : zout_audio_fail(error, ZOUT_AUDIO_FAILED, "cannot make '%.300s': %s", path, strerror(errno));
	if (!status && !remove_dead_socket(&control->address)) {
		status = refuse(path, error);
	}
	if (!status) {
		status = listen_there(control, error);
	}
	if (status && control->lock_fd >= 0) {
		close(control->lock_fd);
		control->lock_fd = -1;
	}
	return status;
}

void
zout_control_close(ZoutControl* const control)
{
	for (unsigned i = 0; i < ZOUT_MAX_CLIENTS; ++i) {
		zout_client_close(&control->clients[i]);
	}
	if (control->listen_fd >= 0) {
		close(control->listen_fd);
		remove_dead_socket(&control->address); // unless something else has its name by now
	}
	if (control->lock_fd >= 0) {
		close(control->lock_fd);
	}
	zout_control_init(control);
}
