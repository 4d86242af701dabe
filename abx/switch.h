// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file switch.h
 * Lets a listener hear one of two chains without letting the change tell which.
 *
 * A cross-fade between two signals sounds of their difference, and is silent when there is none: it says whether X is
 * what was heard before. So every press ducks alike: fade out, gap of silence, fade in, and the new chain is taken
 * in the gap; a press of what is heard already too. Both chains are read in every frame and one is selected by a bit
 * mask, so that neither time nor branches know the choice.
 *
 * Presses:
 * - At rest, the duck begins with the next frame.
 * - While fading out or in the gap, the latest press decides what is heard after it; the duck becomes no longer.
 * - While fading in, the level turns round where it is and the duck begins again.
 * - While muted, the gap begins, and the fade in follows it.
 *
 * The output depends on the frame in which a press comes, not on how frames are grouped into calls. Nothing here
 * allocates, blocks or branches on the choice. Functions marked [audio] are safe in the audio thread; one thread at a
 * time.
 */

#ifndef ZOUT_ABX_SWITCH_H
#define ZOUT_ABX_SWITCH_H

#include "dsp/attributes.h"

#include <stdbool.h>
#include <stdint.h>

/// Chains of the switch
enum { ZOUT_SWITCH_A, ZOUT_SWITCH_B, ZOUT_SWITCH_CHAINS };

/// Buffers of the switch: left and right of A, then those of B, as zout_model_process() writes them
enum { ZOUT_SWITCH_INPUTS = 4 };

/** What the switch is doing. It says nothing about the choice. */
typedef enum {
	ZOUT_SWITCH_MUTED,    ///< Silent until the next press
	ZOUT_SWITCH_REST,     ///< A chain is heard at full level
	ZOUT_SWITCH_FADE_OUT, ///< On the way to the gap, or to silence
	ZOUT_SWITCH_GAP,      ///< Silent
	ZOUT_SWITCH_FADE_IN,  ///< On the way to full level
} ZoutSwitchPhase;

/** A switch. The fields are private. */
typedef struct {
	ZoutSwitchPhase phase;
	uint32_t        fade_frames;
	uint32_t        gap_frames;
	uint32_t        position; ///< Of the fade: 0 is silent, fade_frames is full
	uint32_t        gap_left;
	bool            muting;                        ///< The fade out ends in silence that stays
	float           gain_lin[ZOUT_SWITCH_CHAINS];  ///< As wanted
	uint32_t        wanted;                        ///< All bits set for B
	uint32_t        heard;                         ///< As taken in the last gap
	float           heard_lin[ZOUT_SWITCH_CHAINS]; ///< Gains as taken in the last gap
} ZoutSwitch;

/**
 * Prepares a muted switch for a sample rate, chain A wanted, both gains 1: fades of 20 ms, a gap of 30 ms. [setup]
 *
 * The gap is longer than any latency of the chains, so that what is fed to them during the gap alone is never heard
 * together with what came before.
 *
 * @param rate_hz Sample rate, finite and above 0.
 */
void
zout_switch_init(ZoutSwitch* self, double rate_hz);

/**
 * Presses the button of a chain: ducks, then that chain is heard. [audio]
 *
 * @param chain ZOUT_SWITCH_A or ZOUT_SWITCH_B; whoever presses X hands over what X is, and does not branch on it.
 */
ZOUT_REALTIME
void
zout_switch_press(ZoutSwitch* self, unsigned chain);

/** Fades out and stays silent until the next press. A press during that fade out calls it off. [audio] */
ZOUT_REALTIME
void
zout_switch_mute(ZoutSwitch* self);

/** Is silent at once, as audio was interrupted anyway. What was heard or on its way is faded in behind a gap. [audio]
 */
ZOUT_REALTIME
void
zout_switch_interrupt(ZoutSwitch* self);

/**
 * Lets the wanted chain be heard at full level from the next frame on, with the gains that are wanted. [audio]
 *
 * A step: for the first frame after a reset, where there is nothing yet to step from.
 */
ZOUT_REALTIME
void
zout_switch_jump(ZoutSwitch* self);

/**
 * Sets the gains that match the chains. They are taken in the next gap, so they never make a step. [audio]
 *
 * @param gain_a_lin Linear gain of chain A, finite, 0 or more; at most 1 if nothing is to clip.
 * @param gain_b_lin The same for chain B.
 */
ZOUT_REALTIME
void
zout_switch_set_gains(ZoutSwitch* self, float gain_a_lin, float gain_b_lin);

/** What the switch is doing. [audio] */
ZOUT_REALTIME
ZoutSwitchPhase
zout_switch_phase(const ZoutSwitch* self);

/** Frames up to the gap or the silence that the switch fades out to: 0 in them, UINT32_MAX if it does not go there.
 * A caller that wants to seek in the gap processes so many frames first. [audio] */
ZOUT_REALTIME
uint32_t
zout_switch_frames_to_silence(const ZoutSwitch* self);

/**
 * Level of the envelope in the next frame, linear, 0 to 1. [audio]
 */
ZOUT_REALTIME
double
zout_switch_level_lin(const ZoutSwitch* self);

/**
 * Processes `frames` frames. [audio]
 *
 * Samples that are not finite come out as such outside of the silence; zout_model_process() gives none.
 *
 * @param in Left and right of A, left and right of B, each [frames].
 * @param out Left and right, each [frames]; either may be any of the inputs, otherwise buffers must not overlap.
 * @param frames Any number, 0 included.
 */
ZOUT_REALTIME
void
zout_switch_process(ZoutSwitch* self, const float* const in[ZOUT_SWITCH_INPUTS], float* const out[2], uint32_t frames);

#endif // ZOUT_ABX_SWITCH_H
