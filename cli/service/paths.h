// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file paths.h
 * Where the service and blind tests keep their files, by the XDG base directory specification and what systemd says.
 */

#ifndef ZOUT_CLI_SERVICE_PATHS_H
#define ZOUT_CLI_SERVICE_PATHS_H

#include <limits.h>
#include <stdbool.h>
#include <sys/un.h>

/** Room for a path. */
typedef struct {
	char text[PATH_MAX];
} ZoutPath;

/**
 * Looks for zout.conf: in $XDG_CONFIG_HOME/zout (or ~/.config/zout), in zout in each of $XDG_CONFIG_DIRS (or
 * /etc/xdg), and in /etc/zout.
 *
 * @return False if there is none.
 */
bool
zout_path_config(ZoutPath* path);

/**
 * The control socket of a service: NAME.sock in $RUNTIME_DIRECTORY, which systemd sets, or in $XDG_RUNTIME_DIR/zout.
 *
 * @return False if there is no such directory.
 */
bool
zout_path_socket(const char* name, ZoutPath* path);

/** Where a client looks when the service is not where zout_path_socket() says: the socket of a system-wide service. */
void
zout_path_system_socket(const char* name, ZoutPath* path);

/**
 * The state file of a service: NAME.json in $STATE_DIRECTORY, which systemd sets, or in $XDG_STATE_HOME/zout (or
 * ~/.local/state/zout).
 *
 * @return False if there is no such directory.
 */
bool
zout_path_state(const char* name, ZoutPath* path);

/**
 * The folder of the records of blind tests: zout/abx in $XDG_STATE_HOME (or ~/.local/state).
 *
 * @return False if there is no such directory.
 */
bool
zout_path_records(ZoutPath* path);

/** The address of a control socket. False, with errno, if the path is longer than the system allows. */
bool
zout_path_address(const char* path, struct sockaddr_un* address);

/** Makes a directory and those above it, as far as they are missing; for nobody else. False, with errno, if it cannot.
 */
bool
zout_path_make_directory(const char* wanted);

/** The same with the directory that a file is in. */
bool
zout_path_make_directory_of(const char* file);

/**
 * Takes a lock beside a file, PATH.lock, which is held until `fd` is closed or its process ends. The lock's file stays:
 * removing it would make room for a second owner.
 *
 * @param fd Receives a descriptor to close, or -1.
 * @return 0; EWOULDBLOCK if a living process has it; another error number.
 */
int
zout_path_lock(const char* path, int* fd);

#endif // ZOUT_CLI_SERVICE_PATHS_H
