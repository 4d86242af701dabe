// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file mailbox.h
 * The newest controls on their way to the audio thread: a triple buffer, so that neither side ever waits.
 *
 * One thread writes, the audio thread reads. What was written in between two looks is lost but for the last.
 */

#ifndef ZOUT_AUDIO_MAILBOX_H
#define ZOUT_AUDIO_MAILBOX_H

#include "dsp/plan.h"
#include "dsp/zout.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/** All that can be steered while audio passes. */
typedef struct {
	ZoutSettings settings;
	float        gain_lin;     ///< Behind the model: 1 is full, 0 mute, in between dim
	float        cap_lin;      ///< No sample of the output is ever larger, full scale
	float        idle_after_s; ///< Silence of the input after which processing pauses, in seconds; 0 for never
} ZoutControls;

/** Controls, and what the writer has worked out of them. */
typedef struct {
	ZoutControls controls;
	ZoutPlan     plan;
} ZoutMail;

enum { ZOUT_MAILBOX_FRESH = 4 }; ///< Beside the index of a slot: not read yet

typedef struct {
	ZoutMail    slot[3];
	atomic_uint middle; ///< Index of the slot that belongs to nobody, and ZOUT_MAILBOX_FRESH
	unsigned    back;   ///< Index of the writer's slot
	unsigned    front;  ///< Index of the reader's slot
} ZoutMailbox;

/** Works out what the audio thread needs. */
static inline void
zout_mail_init(ZoutMail* const mail, const ZoutControls* const controls)
{
	mail->controls = *controls;
	zout_plan_init(&mail->plan, &controls->settings);
}

/** Fills every slot. Before anybody reads. */
static inline void
zout_mailbox_init(ZoutMailbox* const mailbox, const ZoutControls* const controls)
{
	for (unsigned i = 0; i < 3; ++i) {
		zout_mail_init(&mailbox->slot[i], controls);
	}
	mailbox->back  = 0;
	mailbox->front = 1;
	atomic_init(&mailbox->middle, 2U);
}

/** Hands controls over. The writer's thread. */
static inline void
zout_mailbox_write(ZoutMailbox* const mailbox, const ZoutControls* const controls)
{
	zout_mail_init(&mailbox->slot[mailbox->back], controls);
	mailbox->back = atomic_exchange(&mailbox->middle, mailbox->back | ZOUT_MAILBOX_FRESH) & 3U;
}

/** The newest controls if there are new ones since the last call, else NULL. [audio] */
static inline const ZoutMail*
zout_mailbox_read(ZoutMailbox* const mailbox)
{
	if (!(atomic_load_explicit(&mailbox->middle, memory_order_relaxed) & ZOUT_MAILBOX_FRESH)) {
		return NULL;
	}
	mailbox->front = atomic_exchange(&mailbox->middle, mailbox->front) & 3U;
	return &mailbox->slot[mailbox->front];
}

#endif // ZOUT_AUDIO_MAILBOX_H
