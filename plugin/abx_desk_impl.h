// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_desk_impl.h
 * The desk from inside: what its audio and its controls share. Private to the plugin.
 */

#ifndef ZOUT_PLUGIN_ABX_DESK_IMPL_H
#define ZOUT_PLUGIN_ABX_DESK_IMPL_H

#include "abx_desk.h"

#include "abx/levels.h"
#include "abx/switch.h"

enum { ZOUT_ABX_CHUNK_FRAMES = 256 };

struct ZoutAbxDeskImpl {
	ZoutModel*       model;
	ZoutLevels*      levels;
	ZoutAbxSession*  session; ///< NULL if there are no random numbers
	ZoutAbxMailbox*  mailbox;
	ZoutAbxShelf*    shelf;
	ZoutSwitch       lever;
	ZoutSettings     settings[2];  ///< In force
	float            start_volume; ///< Of the session, dB
	ZoutAbxDeskState wanted;       ///< MEASURING, or why a start was refused; IDLE if there is nothing to say
	bool             cleared;      ///< The session that ended is not shown any more
	bool             fresh;        ///< No block since activate(): nothing to duck from
	uint32_t         switches;     ///< Of the session, as far as the lever followed
	unsigned         source;       ///< What the listener chose to hear
	unsigned         trials;       ///< As asked for
	ZoutAbxMatch     match;        ///< As asked for; during a session that of the session
	ZoutLevelsMatch  matched;      ///< Of the session
	double           error_db;     ///< Of the session: at its start, then at its end
	uint32_t         block_frames; ///< Of the last block
	double           rate_hz;
	uint64_t         frames; ///< Since the desk was made
	uint64_t         training_frames;
	uint64_t         anchor_s; ///< UTC at anchor_frames
	uint64_t         anchor_frames;
	unsigned         earlier; ///< Sessions before this instance
	unsigned         earlier_unfinished;
	float            chains[4][ZOUT_ABX_CHUNK_FRAMES];
};

/** Whether a session runs. */
bool
zout_abx_desk_is_running(const ZoutAbxDesk* desk);

/** Starts a session if it may, else leaves the reason in `wanted`. [audio] */
void
zout_abx_desk_try_start(ZoutAbxDesk* desk);

/** What the port says: of a session, or of one that would start now. [audio] */
float
zout_abx_desk_level_error_db(const ZoutAbxDesk* desk);

#endif // ZOUT_PLUGIN_ABX_DESK_IMPL_H
