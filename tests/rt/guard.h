// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file guard.h
 * A guard under hosts that we did not build: what our real-time code calls while it runs in them.
 *
 *   LD_PRELOAD=guard.so RT_GUARD_LOG=FILE host ...
 *
 * It stands between host and plugin, between ALSA and our module and the module and its slave, and between `zout` and
 * JACK or ALSA, and knows so when a thread is in real-time code of ours. While it is, a call of a function that may
 * block is counted, and the kernel hands back every system call, whoever makes it (user dispatch, Linux 5.11 on x86).
 * The log gets a line for each violation, and one whenever the number of calls into our code has doubled, so that
 * nothing is lost in a host that is killed:
 *
 *   guarded WHAT CALLS
 *   violation WHAT FUNCTION
 *   violation WHAT syscall NUMBER
 *   unguarded syscalls        the kernel cannot hand them back
 */

#ifndef ZOUT_TESTS_RT_GUARD_H
#define ZOUT_TESTS_RT_GUARD_H

#include <stdbool.h>

/** What a thread is in while it is in real-time code. */
typedef struct {
	const char* what;     ///< As in the log
	unsigned    calls;    ///< Into it
	unsigned    reported; ///< Violations in the log; they become too many
} Guarded;

/** The calling thread goes into real-time code. */
void
guard_enter(Guarded* guarded);

/** And comes back. Writes to the log. */
void
guard_leave(Guarded* guarded);

/** The calling thread leaves for what is not ours. @return Whether it was inside: then guard_resume() is to follow. */
bool
guard_pause(void);

/** And comes back. */
void
guard_resume(void);

/** A thread of our program is going to wait: what it carries from ALSA to ALSA has arrived, or it will come back for
 * it. */
void
guard_put_down(void);

/** To be called by each function that may block, in the place of the real one; does nothing outside. */
void
guard_note(const char* function);

/** The function with this name behind the guard. Ends the program when there is none. */
void*
guard_next(const char* name);

#endif // ZOUT_TESTS_RT_GUARD_H
