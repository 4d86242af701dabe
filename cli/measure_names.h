// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file measure_names.h
 * What amplifier and load are called in a report.
 */

#ifndef ZOUT_CLI_MEASURE_NAMES_H
#define ZOUT_CLI_MEASURE_NAMES_H

#include "cli/measure_subject.h"

/**
 * Names the amplifier and the load of a subject that has its settings. The name of a preset is given only to what the
 * preset says, and with those of its controls that were set one by one.
 *
 * @param amp Preset of the amplifier, or NULL.
 * @param phones Preset of the headphone, or NULL.
 * @param chosen Settings before single controls were set.
 */
ZoutExit
zout_subject_name(ZoutSubject* subject, const char* amp, const char* phones, const ZoutSettings* chosen);

/** Names the load: what it is called at length and what in short are the same. */
void
zout_subject_name_load(ZoutSubject* subject, const char* name);

#endif // ZOUT_CLI_MEASURE_NAMES_H
