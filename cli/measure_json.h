// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file measure_json.h
 * What was measured, as JSON: every figure and curve with its definition and conditions.
 */

#ifndef ZOUT_CLI_MEASURE_JSON_H
#define ZOUT_CLI_MEASURE_JSON_H

#include "cli/measure_subject.h"

#include <stdio.h>

/** Writes everything. Values that are not finite become null. Returns 0, or an errno when not all could be written. */
int
zout_measure_write_json(FILE* file, const ZoutSubject* subjects, unsigned n_subjects);

#endif // ZOUT_CLI_MEASURE_JSON_H
