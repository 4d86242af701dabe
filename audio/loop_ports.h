// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file loop_ports.h
 * The ports that a measurement goes through. [setup]
 */

#ifndef ZOUT_AUDIO_LOOP_PORTS_H
#define ZOUT_AUDIO_LOOP_PORTS_H

#include "audio/status.h"

#include <jack/jack.h>
#include <stdbool.h>

/**
 * Connects one side: left and right to the ports of a list, or to the first two physical ones.
 *
 * With one port on the list, playback uses the left output alone, and both inputs record the same.
 *
 * @param own Our ports, left and right.
 * @param list Names separated by commas, one or two; NULL for the physical ports.
 * @param kind JackPortIsInput for ports that we play to, JackPortIsOutput for ports that we record.
 * @param names Receives what we are connected to, as "system:playback_1, system:playback_2".
 * @param two Receives whether left and right are different ports.
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_BAD_INPUT if there is no such port.
 */
ZoutAudioStatus
zout_loop_connect(jack_client_t*     client,
                  jack_port_t* const own[2],
                  const char*        list,
                  unsigned long      kind,
                  char               names[256],
                  bool*              two,
                  ZoutAudioError*    error);

#endif // ZOUT_AUDIO_LOOP_PORTS_H
