// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file chain.h
 * One chain of a comparison, as it is typed: `amp=NAME,SYMBOL=VALUE,...`.
 */

#ifndef ZOUT_CLI_CHAIN_H
#define ZOUT_CLI_CHAIN_H

#include "audio/status.h"
#include "catalog/catalog.h"
#include "dsp/zout.h"

/**
 * Applies the text of a chain: the amplifier first, then the controls as they were typed.
 *
 * Controls of the listening position and of the headphone are common to both chains and are refused here.
 *
 * @param option Name of the option, for messages, as "a".
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_BAD_INPUT with a message that names the bad part.
 */
ZoutAudioStatus
zout_chain_parse(const char*     option,
                 const char*     text,
                 ZoutCatalog*    catalog,
                 ZoutSettings*   settings,
                 ZoutAudioError* error);

#endif // ZOUT_CLI_CHAIN_H
