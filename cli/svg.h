// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file svg.h
 * What all drawings share: size, letters, colours.
 *
 * Text and frames take the colour of the page around them, so that a drawing fits a dark page too.
 */

#ifndef ZOUT_CLI_SVG_H
#define ZOUT_CLI_SVG_H

#include <stdio.h>

/* In units of the drawing, which is shown 300 to 600 pixels wide: letters of 12 units can be read on a phone. */
enum {
	ZOUT_SVG_WIDTH = 480,
	ZOUT_SVG_TOP   = 30, ///< Height of the title
	ZOUT_SVG_TITLE = 24, ///< Where it starts
};

/** Starts a drawing with its title. */
void
zout_svg_begin(FILE* file, double height, const char* title);

/** A colour of the palette, as "#0072b2". */
const char*
zout_svg_colour(unsigned index);

#endif // ZOUT_CLI_SVG_H
