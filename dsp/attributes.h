// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file attributes.h
 * What a compiler can be told about real-time code; empty where it does not understand.
 *
 * A function or a pointer to functions that the audio thread calls across files bears ZOUT_REALTIME in its header, on a
 * line of its own in front of it. Static functions and inline ones need nothing: clang looks into them. From clang 20
 * on -Wfunction-effects then finds what may block at compile time, and -fsanitize=realtime at run time; see
 * tests/check_realtime.sh.
 */

#ifndef ZOUT_ATTRIBUTES_H
#define ZOUT_ATTRIBUTES_H

#if defined(__clang__) && defined(__has_attribute)
#	if __has_attribute(nonblocking)
#		define ZOUT_HAS_EFFECTS 1
#	endif
#endif

#ifdef ZOUT_HAS_EFFECTS
/// Neither allocates, frees, locks, waits, logs nor calls the system
#	define ZOUT_REALTIME __attribute__((__nonblocking__))
#else
#	define ZOUT_REALTIME
#endif

#endif // ZOUT_ATTRIBUTES_H
