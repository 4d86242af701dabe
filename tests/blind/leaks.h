// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file leaks.h
 * Leaks that stand between the parts of the plugin: the linker sends calls of one part to another through them.
 */

#ifndef ZOUT_TESTS_BLIND_LEAKS_H
#define ZOUT_TESTS_BLIND_LEAKS_H

typedef enum {
	LEAK_NONE,
	LEAK_PORT,  ///< A meter moves by 1e-6
	LEAK_LEVEL, ///< X is softer by a millionth if it is B
	LEAK_GAP,   ///< The gap before B is shorter by a frame
	LEAK_DUCK,  ///< No duck when nothing changes
	LEAK_TIME,  ///< B takes longer
	LEAK_STATE, ///< A byte of the saved state
	N_LEAKS
} Leak;

/** The one that leaks at present. */
extern Leak leak;

#endif // ZOUT_TESTS_BLIND_LEAKS_H
