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
 * preset says, and with the controls of the amplifier that were set one by one.
 *
 * @param amp Preset of the amplifier, or NULL.
 * @param phones Preset of the headphone, or NULL.
 * @param chosen Settings before single controls were set.
 */
ZoutExit
zout_subject_name(ZoutSubject* subject, const char* amp, const char* phones, const ZoutSettings* chosen);

#endif // ZOUT_CLI_MEASURE_NAMES_H
