// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file measure_html.h
 * The page of a review: one file with everything in it.
 */

#ifndef ZOUT_CLI_MEASURE_HTML_H
#define ZOUT_CLI_MEASURE_HTML_H

#include "cli/measure_subject.h"

#include <stdio.h>

/** Writes the page of one amplifier, or of several with their ranking. */
void
zout_measure_write_html(FILE* file, const ZoutSubject* subjects, unsigned n_subjects);

#endif // ZOUT_CLI_MEASURE_HTML_H
