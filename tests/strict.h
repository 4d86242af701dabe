// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file strict.h
 * A child process that the kernel kills for any system call.
 */

#ifndef ZOUT_TESTS_STRICT_H
#define ZOUT_TESTS_STRICT_H

#include <stdbool.h>

/** What the child does. */
typedef void (*StrictFunc)(void* handle);

/**
 * Runs `func` in a child that may make no system call but exit(); SIGSYS ends it if it makes one.
 *
 * @param planted Adds a system call at the end, which has to be caught.
 * @return The child's wait status, -1 if there is no seccomp.
 */
int
strict_run(StrictFunc func, void* handle, bool planted);

#endif // ZOUT_TESTS_STRICT_H
