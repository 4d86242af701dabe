// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file attributes.h
 * What a compiler can be told beyond C11; empty where it does not understand.
 */

#ifndef ZOUT_AUDIO_ATTRIBUTES_H
#define ZOUT_AUDIO_ATTRIBUTES_H

#if defined(__GNUC__)
/// Arguments are checked against the format string, parameter `format`, from parameter `first` on
#	define ZOUT_PRINTF(format, first) __attribute__((__format__(__printf__, format, first)))
/// Visible outside of a shared object, in which everything else is hidden
#	define ZOUT_EXPORT __attribute__((__visibility__("default")))
#else
#	define ZOUT_PRINTF(format, first)
#	define ZOUT_EXPORT
#endif

#endif // ZOUT_AUDIO_ATTRIBUTES_H
