// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The thread that writes the state file, with a disk that takes as long as the test wants it to. */

#define _POSIX_C_SOURCE 200809L

#include "cli/service/state.h"
#include "cli/service/state_writer.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h> // after the headers that it needs

/// Longer than any thread of a busy machine needs for its turn
static const int64_t long_ms = 20000;

/// The disk
static struct {
	pthread_mutex_t lock;
	pthread_cond_t  change;
	bool            busy;      // no writing comes to its end
	unsigned        begun;     // writings
	unsigned        ended;     // writings
	int             failed;    // what they return
	bool            open;      // a signal could have come to the thread
	char            path[64];  // of the last one
	char            texts[64]; // one after the other
} disk = {.lock = PTHREAD_MUTEX_INITIALIZER, .change = PTHREAD_COND_INITIALIZER};

int
__wrap_zout_state_write(const char* path, const char* text);

int
__wrap_zout_state_write(const char* const path, const char* const text)
{
	sigset_t blocked;
	pthread_sigmask(SIG_SETMASK, NULL, &blocked);
	pthread_mutex_lock(&disk.lock);
	++disk.begun;
	disk.open = disk.open || !sigismember(&blocked, SIGTERM) || !sigismember(&blocked, SIGHUP) ||
	            !sigismember(&blocked, SIGUSR1);
	strncat(disk.path, path, sizeof(disk.path) - strlen(disk.path) - 1U);
	strncat(disk.texts, text, sizeof(disk.texts) - strlen(disk.texts) - 1U);
	pthread_cond_broadcast(&disk.change);
	while (disk.busy) {
		pthread_cond_wait(&disk.change, &disk.lock);
	}
	++disk.ended;
	const int failed = disk.failed;
	pthread_cond_broadcast(&disk.change);
	pthread_mutex_unlock(&disk.lock);
	return failed;
}

static void
set_disk(const bool busy, const int failed)
{
	pthread_mutex_lock(&disk.lock);
	disk.busy   = busy;
	disk.failed = failed;
	pthread_cond_broadcast(&disk.change);
	pthread_mutex_unlock(&disk.lock);
}

static void
wait_until(const unsigned* const count, const unsigned least)
{
	pthread_mutex_lock(&disk.lock);
	while (*count < least) {
		pthread_cond_wait(&disk.change, &disk.lock);
	}
	pthread_mutex_unlock(&disk.lock);
}

static int64_t
now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
write_state(ZoutStateWriter* const writer, const char* const text)
{
	zout_state_writer_write(writer, strdup(text));
}

static bool
is_readable(const ZoutStateWriter* const writer, const int patience_ms)
{
	struct pollfd wait = {.fd = zout_state_writer_fd(writer), .events = POLLIN};
	return poll(&wait, 1, patience_ms) > 0;
}

static unsigned
count_threads(void)
{
	DIR* const tasks = opendir("/proc/self/task");
	unsigned   n     = 0;
	assert_non_null(tasks);
	while (readdir(tasks)) {
		++n;
	}
	closedir(tasks);
	return n;
}

static int
set_up(void** const state)
{
	ZoutAudioError error;
	disk.busy     = false;
	disk.open     = false;
	disk.begun    = 0;
	disk.ended    = 0;
	disk.failed   = 0;
	*disk.path    = '\0';
	*disk.texts   = '\0';
	char path[12] = "the/path";
	*state        = zout_state_writer_new(path, &error);
	memset(path, 0, sizeof(path)); // whoever needs it has a copy
	return *state ? 0 : -1;
}

static void
test_writes_and_says_so(void** const state)
{
	ZoutStateWriter* const writer = (ZoutStateWriter*)*state;
	int                    failed = -1;
	assert_false(is_readable(writer, 0));
	assert_false(zout_state_writer_result(writer, &failed));
	write_state(writer, "a");
	assert_true(is_readable(writer, (int)long_ms));
	assert_true(zout_state_writer_result(writer, &failed));
	assert_int_equal(failed, 0);
	assert_false(is_readable(writer, 0));
	assert_false(zout_state_writer_result(writer, &failed));

	set_disk(false, ENOSPC);
	write_state(writer, "b");
	assert_true(is_readable(writer, (int)long_ms));
	assert_true(zout_state_writer_result(writer, &failed));
	assert_int_equal(failed, ENOSPC);

	assert_true(zout_state_writer_end(writer, now_ms() + long_ms, &failed));
	assert_int_equal(failed, 0); // that one was taken
	assert_string_equal(disk.texts, "ab");
	assert_string_equal(disk.path, "the/paththe/path");
	assert_false(disk.open);
}

static void
test_newest_of_those_that_wait_is_written(void** const state)
{
	ZoutStateWriter* const writer = (ZoutStateWriter*)*state;
	int                    failed = -1;
	set_disk(true, 0);
	write_state(writer, "a");
	wait_until(&disk.begun, 1);
	write_state(writer, "b");
	write_state(writer, "c");
	write_state(writer, "d");
	assert_false(is_readable(writer, 0));
	set_disk(false, 0);
	assert_true(zout_state_writer_end(writer, now_ms() + long_ms, &failed));
	assert_int_equal(failed, 0);
	assert_string_equal(disk.texts, "ad");
}

static void
test_the_end_tells_of_the_last_failure(void** const state)
{
	ZoutStateWriter* const writer = (ZoutStateWriter*)*state;
	int                    failed = -1;
	set_disk(false, EIO);
	write_state(writer, "a");
	assert_true(zout_state_writer_end(writer, now_ms() + long_ms, &failed));
	assert_int_equal(failed, EIO);
	assert_string_equal(disk.texts, "a");
}

static void
test_a_dead_disk_does_not_keep_the_end(void** const state)
{
	ZoutStateWriter* const writer    = (ZoutStateWriter*)*state;
	int                    failed    = -1;
	const int64_t          start_ms  = now_ms();
	const unsigned         n_threads = count_threads();
	set_disk(true, 0);
	write_state(writer, "a");
	wait_until(&disk.begun, 1);
	write_state(writer, "b");
	assert_false(zout_state_writer_end(writer, start_ms + 100, &failed));
	assert_int_equal(failed, 0);
	assert_true(now_ms() - start_ms >= 100);
	set_disk(false, 0); // it lives after all: the newest state gets there while there is time
	wait_until(&disk.ended, 2);
	const struct timespec turn = {0, 1000000};
	while (count_threads() >= n_threads) { // or what it frees at last would seem to be lost
		assert_true(now_ms() - start_ms < long_ms);
		nanosleep(&turn, NULL);
	}
	assert_string_equal(disk.texts, "ab");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_writes_and_says_so, set_up),
		cmocka_unit_test_setup(test_newest_of_those_that_wait_is_written, set_up),
		cmocka_unit_test_setup(test_the_end_tells_of_the_last_failure, set_up),
		cmocka_unit_test_setup(test_a_dead_disk_does_not_keep_the_end, set_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
