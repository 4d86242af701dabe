// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file turtle.h
 * The preset in a text that anybody may have written.
 *
 * Not by lilv's states: those trust the text, and end the process where a port has no symbol or a vector no type. No
 * preset is read by them, not even those of bundles, which are anybody's too.
 */

#ifndef ZOUT_CATALOG_TURTLE_H
#define ZOUT_CATALOG_TURTLE_H

#include <stdbool.h>
#include <stddef.h>

/** What a preset says of a port. */
typedef struct {
	const char* symbol;
	bool        is_number; ///< False if the value is something else
	double      number;    ///< May be infinite
} ZoutTurtlePort;

/** Takes one port; false ends the reading. */
typedef bool (*ZoutTurtleHandler)(void* user, const ZoutTurtlePort* port);

/** What reading came to. */
typedef enum {
	ZOUT_TURTLE_READ,
	ZOUT_TURTLE_NO_PRESET, ///< No Turtle, or no preset of any plugin in it
	ZOUT_TURTLE_OTHER,     ///< A preset of another plugin
	ZOUT_TURTLE_NO_MEMORY,
} ZoutTurtleStatus;

/**
 * Reads a preset of a plugin.
 *
 * @param text Turtle with a base, in which the usual prefixes of LV2 need not be declared.
 * @param preset URI of the preset, of which there may be several; NULL for whatever there is.
 * @param other Receives the URI of the plugin, cut to `size`, if it is another one.
 */
ZoutTurtleStatus
zout_turtle_read(const char*       text,
                 const char*       preset,
                 const char*       plugin,
                 ZoutTurtleHandler handler,
                 void*             user,
                 char*             other,
                 size_t            size);

/** Takes the URI of a file; false ends the search. */
typedef bool (*ZoutTurtleFileHandler)(void* user, const char* uri);

/**
 * Hands out the files in which a preset is, as a manifest says. What is no Turtle says nothing.
 *
 * @param text As in zout_turtle_read(), of a manifest. Read up to the first mistake.
 * @param preset URI of the preset.
 * @return False if out of memory.
 */
bool
zout_turtle_files(const char* text, const char* preset, ZoutTurtleFileHandler handler, void* user);

#endif // ZOUT_CATALOG_TURTLE_H
