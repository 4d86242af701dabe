// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file measure_all.h
 * The suite on one amplifier or on several, on as many threads as there are processors.
 */

#ifndef ZOUT_CLI_MEASURE_ALL_H
#define ZOUT_CLI_MEASURE_ALL_H

#include "cli/measure_subject.h"

/**
 * Measures all subjects, with a progress bar, until done or told to end.
 *
 * @param signals Of zout_signals_open().
 */
ZoutExit
zout_subjects_measure(ZoutSubject* subjects, unsigned n_subjects, const ZoutOptions* options, int signals);

#endif // ZOUT_CLI_MEASURE_ALL_H
