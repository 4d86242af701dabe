// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/mailbox.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
	N_WORDS    = (sizeof(ZoutAbxRecord) + sizeof(uint64_t) - 1U) / sizeof(uint64_t),
	N_ATTEMPTS = 1000, ///< A copy takes some microseconds, and a listener presses a key once in a while
};

/// A record cut into words. The words are atomic, so that reading while somebody writes is defined and only useless.
typedef union {
	ZoutAbxRecord record;
	uint64_t      words[N_WORDS];
} Letter;

struct ZoutAbxMailboxImpl {
	Letter               draft;   ///< The audio thread's
	atomic_uint_fast64_t version; ///< Odd while the audio thread writes
	_Atomic uint64_t     words[N_WORDS];
};

ZoutAbxMailbox*
zout_abx_mailbox_new(void)
{
	ZoutAbxMailbox* const mailbox = (ZoutAbxMailbox*)calloc(1, sizeof(ZoutAbxMailbox));
	if (mailbox) {
		atomic_init(&mailbox->version, 0);
		for (unsigned i = 0; i < N_WORDS; ++i) {
			atomic_init(&mailbox->words[i], 0);
		}
	}
	return mailbox;
}

void
zout_abx_mailbox_free(ZoutAbxMailbox* const mailbox)
{
	free(mailbox);
}

void
zout_abx_mailbox_post(ZoutAbxMailbox* const mailbox, const ZoutAbxSession* const session)
{
	zout_abx_session_record(session, &mailbox->draft.record);
	const uint64_t version = atomic_load_explicit(&mailbox->version, memory_order_relaxed);
	atomic_store_explicit(&mailbox->version, version + 1U, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
	for (unsigned i = 0; i < N_WORDS; ++i) {
		atomic_store_explicit(&mailbox->words[i], mailbox->draft.words[i], memory_order_relaxed);
	}
	atomic_store_explicit(&mailbox->version, version + 2U, memory_order_release);
}

bool
zout_abx_mailbox_take(ZoutAbxMailbox* const mailbox, ZoutAbxRecord* const record)
{
	for (unsigned attempt = 0; attempt < N_ATTEMPTS; ++attempt) {
		const uint64_t before = atomic_load_explicit(&mailbox->version, memory_order_acquire);
		if (!before) {
			return false;
		}
		Letter letter;
		for (unsigned i = 0; i < N_WORDS; ++i) {
			letter.words[i] = atomic_load_explicit(&mailbox->words[i], memory_order_relaxed);
		}
		atomic_thread_fence(memory_order_acquire);
		if (before % 2U == 0 && atomic_load_explicit(&mailbox->version, memory_order_relaxed) == before) {
			*record = letter.record;
			return true;
		}
	}
	return false;
}
