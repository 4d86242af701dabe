// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file measure_recording.h
 * The dashboard of a recorded tone: whatever it was recorded from, in full scale.
 */

#ifndef ZOUT_CLI_MEASURE_RECORDING_H
#define ZOUT_CLI_MEASURE_RECORDING_H

#include "cli/message.h"

/**
 * Finds the strongest tone in a file and takes it apart, in the audio band, with a window.
 *
 * @param path In any format that libsndfile reads, mono or stereo, of a second or more.
 */
ZoutExit
zout_measure_recording(const char* path);

#endif // ZOUT_CLI_MEASURE_RECORDING_H
