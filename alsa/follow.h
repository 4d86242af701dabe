// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file follow.h
 * Where the program is, and where the slave: programs go back, forth and to zero without telling plugins, and slaves
 * that are told not to stop run on without the program. [audio]
 *
 * The program's position is io.appl_ptr, ours is `moved`; without jumps they are the same whenever frames are moved.
 */

#ifndef ZOUT_ALSA_FOLLOW_H
#define ZOUT_ALSA_FOLLOW_H

#include "alsa/zout_pcm.h"

/** Frames by which the program is ahead of what was moved, or behind it if negative; 0 where it is no part of a buffer.
 */
int64_t
zout_pcm_ahead(const ZoutPcm* pcm);

/** A program that has begun anew by snd_pcm_reset() does so from silence, and what the slave still can forget is gone.
 */
void
zout_pcm_follow_reset(ZoutPcm* pcm);

/** Behind an underrun or an overrun that has not stopped the slave: goes on where it is, from silence, with a fade. For
 * the program time has stood still. */
void
zout_pcm_follow_slave(ZoutPcm* pcm);

/**
 * Behind a program that went forth while it plays: silence is what it has not written.
 *
 * @return 0, or -EAGAIN while the slave has no room for all of it, or what the slave says.
 */
int
zout_pcm_follow_forward(ZoutPcm* pcm);

/**
 * Behind a program that went back while it plays: what it has written is taken back, as far as it is not played.
 *
 * @return Frames that it will write again and that are played already.
 */
uint64_t
zout_pcm_follow_rewind(ZoutPcm* pcm);

#endif // ZOUT_ALSA_FOLLOW_H
