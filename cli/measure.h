// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file measure.h
 * What measurements of the model and of hardware share: showing what was found.
 */

#ifndef ZOUT_CLI_MEASURE_H
#define ZOUT_CLI_MEASURE_H

#include "cli/measure_subject.h"
#include "cli/message.h"
#include "cli/options.h"
#include "cli/report_files.h"

/** Prints the dashboard, or JSON if that was asked for. */
ZoutExit
zout_measure_show(const ZoutOptions* options, const ZoutSubject* subjects, unsigned n_subjects);

/** Writes the report into files that are open, and gives them their names. */
ZoutExit
zout_measure_write_report(ZoutReportFiles*   files,
                          const ZoutOptions* options,
                          const ZoutSubject* subjects,
                          unsigned           n_subjects);

#endif // ZOUT_CLI_MEASURE_H
