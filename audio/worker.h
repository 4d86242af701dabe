// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file worker.h
 * A thread of ours that may come to hang where we cannot reach it: who waits for its end waits for some time only.
 */

#ifndef ZOUT_AUDIO_WORKER_H
#define ZOUT_AUDIO_WORKER_H

#include <pthread.h>
#include <stdbool.h>

typedef struct {
	pthread_t       thread;
	bool            started;   ///< And not joined: of whoever started it
	pthread_mutex_t lock;      ///< Of has_ended, and of what the owner shares with the thread
	pthread_cond_t  ended;     ///< has_ended, by the monotonic clock
	bool            has_ended; ///< Set by the thread
	void (*call)(void* arg);   ///< Of zout_worker_call()
	void* arg;
} ZoutWorker;

/** Prepares for a thread. */
void
zout_worker_init(ZoutWorker* worker);

/** Frees. There must be no thread any more. */
void
zout_worker_clear(ZoutWorker* worker);

/** Starts the thread, which takes no signals: they are the caller's. Returns 0 or an error number. */
int
zout_worker_start(ZoutWorker* worker, void* (*work)(void*), void* arg);

/** The last that the thread does, with the lock: it may be joined, and all be freed, as soon as that is let go. */
void
zout_worker_say_ended(ZoutWorker* worker);

/** The same for a thread that has nothing else to say under the lock: takes it, and lets it go. */
void
zout_worker_end(ZoutWorker* worker);

/**
 * Waits for the end of the thread, which was told to end.
 *
 * @param patience_s How long, in seconds.
 * @return Whether there is no thread any more. If there is, it uses all that is the owner's, which must stay.
 */
bool
zout_worker_join(ZoutWorker* worker, double patience_s);

/**
 * Has a thread call a function that may never return, and waits for that.
 *
 * @param worker Anything; cleared when the function has returned.
 * @return As zout_worker_join().
 */
bool
zout_worker_call(ZoutWorker* worker, void (*call)(void* arg), void* arg, double patience_s);

#endif // ZOUT_AUDIO_WORKER_H
