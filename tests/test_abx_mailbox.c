// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Records from the audio thread to others. */

#include "abx/mailbox.h"
#include "abx_listener.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

static const uint8_t masters[2][ZOUT_ABX_HASH_BYTES] = {{1, 2, 3}, {200, 100, 50}};

enum { N_POSTS = 20000 };

typedef struct {
	ZoutAbxMailbox* mailbox;
	ZoutAbxSession* sessions[2];
	atomic_bool     done;
} Post;

static void*
post_in_turn(void* const handle)
{
	Post* const post = (Post*)handle;
	for (unsigned i = 0; i < N_POSTS; ++i) {
		zout_abx_mailbox_post(post->mailbox, post->sessions[i % 2U]);
	}
	atomic_store(&post->done, true);
	return NULL;
}

static void
test_mailbox_never_hands_out_half_a_record(void** const state)
{
	(void)state;
	static ZoutAbxRecord records[2];
	static ZoutAbxRecord taken;
	ZoutAbxPlan          plan;
	Post                 post  = {zout_abx_mailbox_new(), {NULL, NULL}, false};
	unsigned             takes = 0;
	zout_abx_plan_init(&plan);
	assert_false(zout_abx_mailbox_take(post.mailbox, &taken));
	for (unsigned i = 0; i < 2; ++i) {
		post.sessions[i] = zout_abx_session_new(masters[i]);
		listener_session(post.sessions[i], &plan, 12 + i);
		zout_abx_session_record(post.sessions[i], &records[i]);
	}

	pthread_t thread;
	assert_int_equal(0, pthread_create(&thread, NULL, post_in_turn, &post));
	for (bool last = false; !last;) {
		last = atomic_load(&post.done); // the one more round sees what was posted last
		if (zout_abx_mailbox_take(post.mailbox, &taken)) {
			++takes;
			assert_true(!memcmp(&taken, &records[0], sizeof(taken)) || !memcmp(&taken, &records[1], sizeof(taken)));
		}
	}
	pthread_join(thread, NULL);
	assert_true(takes > 0);
	assert_memory_equal(&taken, &records[(N_POSTS - 1U) % 2U], sizeof(taken));
	zout_abx_mailbox_free(post.mailbox);
	zout_abx_session_free(post.sessions[0]);
	zout_abx_session_free(post.sessions[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mailbox_never_hands_out_half_a_record),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
