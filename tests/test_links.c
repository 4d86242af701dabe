// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What the service remembers of its connections, on a graph of ports that is part of this program: a real server
 * never shows for long that a client which ends is disconnected before its ports go. Nor does time pass by itself. */

#include "audio/clock.h"
#include "audio/jack_links.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Inputs of other clients, which the output out_l of ours may be connected to
enum { WISHED, BY_HAND, OTHER, N_OTHERS };
static const char* const names[N_OTHERS] = {"amp:wished", "amp:by_hand", "desk:in"};

static struct {
	bool     there[N_OTHERS];
	bool     connected[N_OTHERS];
	bool     unseen; ///< Connections do not show yet, as until the server's next period
	bool     no_memory;
	bool     idle;   ///< Nothing is connected to the ports of others
	bool     hushed; ///< The engine was asked for silence before the last connection was made
	uint64_t now_ms;
} graph;

char*
__real_strdup(const char* text);
char*
__wrap_strdup(const char* text);

char*
__wrap_strdup(const char* const text)
{
	return graph.no_memory ? NULL : __real_strdup(text);
}

static ZoutEngine engine;

uint64_t
zout_clock_ns(void)
{
	return graph.now_ms * 1000000U;
}

// Ports are numbers: ours first
static jack_port_t*
port_of(const uintptr_t number)
{
	return (jack_port_t*)(number + 1U);
}

static int
index_of(const char* const name)
{
	for (int i = 0; i < N_OTHERS; ++i) {
		if (!strcmp(names[i], name)) {
			return i;
		}
	}
	return -1;
}

static bool
is_out_l(const jack_port_t* const port)
{
	return port == port_of(ZOUT_PORT_OUT_L);
}

/// Names of the ports of which `chosen` is true
static const char**
list(const bool chosen[N_OTHERS])
{
	const char** const all = (const char**)calloc(N_OTHERS + 1U, sizeof(char*));
	assert_non_null(all);
	for (unsigned i = 0, n = 0; i < N_OTHERS; ++i) {
		if (chosen[i]) {
			all[n++] = names[i];
		}
	}
	return all;
}

const char**
jack_port_get_all_connections(const jack_client_t* const client, const jack_port_t* const port)
{
	(void)client;
	static const bool used[N_OTHERS] = {true};
	if ((uintptr_t)port > ZOUT_N_PORTS) {
		return graph.idle ? NULL : list(used); // so that nothing has to fade
	}
	return is_out_l(port) && !graph.unseen ? list(graph.connected) : NULL;
}

const char**
jack_get_ports(jack_client_t* const client, const char* const name, const char* const type, const unsigned long flags)
{
	(void)client;
	(void)name;
	(void)type;
	return (flags & JackPortIsInput) ? list(graph.there) : NULL;
}

void
jack_free(void* const pointer)
{
	free(pointer);
}

jack_port_t*
jack_port_by_name(jack_client_t* const client, const char* const name)
{
	(void)client;
	const int i = index_of(name);
	return i >= 0 && graph.there[i] ? port_of(ZOUT_N_PORTS + (uintptr_t)i) : NULL;
}

int
jack_port_is_mine(const jack_client_t* const client, const jack_port_t* const port)
{
	(void)client;
	return (uintptr_t)port <= ZOUT_N_PORTS;
}

int
jack_port_connected_to(const jack_port_t* const port, const char* const name)
{
	return is_out_l(port) && !graph.unseen && graph.connected[index_of(name)];
}

int
jack_port_connected(const jack_port_t* const port)
{
	(void)port;
	return 1; // so that nothing has to fade
}

const char*
jack_port_name(const jack_port_t* const port)
{
	return is_out_l(port) ? "dut:out_l" : "dut:another";
}

int
jack_connect(jack_client_t* const client, const char* const source, const char* const sink)
{
	(void)client;
	(void)source;
	const bool already              = graph.connected[index_of(sink)];
	graph.connected[index_of(sink)] = true;
	graph.hushed                    = !atomic_load(&engine.wanted);
	return already ? EEXIST : 0;
}

int
jack_disconnect(jack_client_t* const client, const char* const source, const char* const sink)
{
	(void)client;
	(void)source;
	graph.connected[index_of(sink)] = false;
	return 0;
}

const char*
zout_port_name(const ZoutPort port)
{
	return port == ZOUT_PORT_OUT_L ? "out_l" : "another";
}

static ZoutJackLinks links;

static ZoutLinkResult
update(const uint64_t vanished)
{
	jack_port_t* ports[ZOUT_N_PORTS];
	for (unsigned i = 0; i < ZOUT_N_PORTS; ++i) {
		ports[i] = port_of(i);
	}
	return zout_jack_links_update(&links, NULL, ports, &engine, vanished);
}

static void
put_amp(const bool there)
{
	graph.there[WISHED]  = there;
	graph.there[BY_HAND] = there;
}

static void
cut_amp(void)
{
	graph.connected[WISHED]  = false;
	graph.connected[BY_HAND] = false;
}

static uint64_t
amp_bit(void)
{
	return zout_jack_client_bit(names[WISHED]);
}

static uint64_t
desk_bit(void)
{
	return zout_jack_client_bit(names[OTHER]);
}

/// All there, the wish fulfilled, and two more connections made by hand
static int
connect_all(void** const state)
{
	(void)state;
	ZoutLink         wish  = {.port = ZOUT_PORT_OUT_L, .pattern = "amp:wished"};
	ZoutBackendSetup setup = {.links = &wish, .n_links = 1};
	ZoutAudioError   error;
	atomic_store(&engine.wanted, true);
	memset(&links, 0, sizeof(links));
	memset(&graph, 0, sizeof(graph));
	graph.now_ms = 1000000;
	put_amp(true);
	graph.there[OTHER] = true;
	assert_int_equal(zout_jack_wishes_read(&links.wishes, &setup, &error), ZOUT_AUDIO_SUCCESS);
	assert_int_equal(update(0).connections, 1);
	graph.connected[BY_HAND] = true;
	graph.connected[OTHER]   = true;
	assert_int_equal(update(0).connections, 3);
	return 0;
}

static int
clear(void** const state)
{
	(void)state;
	zout_jack_links_clear(&links);
	return 0;
}

static void
test_client_that_ends_is_not_cut_by_hand(void** const state)
{
	(void)state;
	cut_amp();
	assert_int_equal(update(0).connections, 1);
	put_amp(false);
	assert_int_equal(update(amp_bit()).connections, 1);
	put_amp(true);
	assert_int_equal(update(0).connections, 3);
	assert_true(graph.connected[WISHED] && graph.connected[BY_HAND]);
}

static void
test_client_that_comes_back_at_once_is_connected(void** const state)
{
	(void)state;
	cut_amp();
	assert_int_equal(update(0).connections, 1);
	assert_int_equal(update(amp_bit()).connections, 3); // the new one is there before anybody looks
	assert_true(graph.connected[WISHED] && graph.connected[BY_HAND]);
}

static void
test_cut_connection_stays_cut_when_others_end(void** const state)
{
	(void)state;
	graph.connected[WISHED] = false; // but not the other one of the same client
	assert_int_equal(update(0).connections, 2);
	graph.connected[OTHER] = false;
	graph.there[OTHER]     = false;
	assert_int_equal(update(desk_bit()).connections, 1);
	graph.there[OTHER] = true;
	assert_int_equal(update(0).connections, 2);
	assert_false(graph.connected[WISHED]);
	assert_true(graph.connected[OTHER]);
}

static void
test_client_that_is_cut_off_stays_so_when_others_end(void** const state)
{
	(void)state;
	cut_amp(); // all there is to it, by hand
	assert_int_equal(update(0).connections, 1);
	graph.connected[OTHER] = false;
	graph.there[OTHER]     = false;
	assert_int_equal(update(desk_bit()).connections, 0); // at once
	assert_int_equal(update(0).connections, 0);
	assert_false(graph.connected[WISHED] || graph.connected[BY_HAND]);
}

static void
test_cut_is_by_hand_although_others_end(void** const state)
{
	(void)state;
	cut_amp();
	graph.connected[OTHER] = false;
	graph.there[OTHER]     = false;
	assert_int_equal(update(desk_bit()).connections, 0);
	assert_false(graph.connected[WISHED] || graph.connected[BY_HAND]);
}

static void
test_bits_of_clients(void** const state)
{
	(void)state;
	assert_true(zout_jack_client_bit("a:b") == zout_jack_client_bit("a:c"));
	assert_true(zout_jack_client_bit("a:b") == zout_jack_client_bit("a"));
	assert_true(zout_jack_client_bit(NULL) == UINT64_MAX);
	uint64_t seen = 0;
	for (int letter = 'a'; letter <= 'z'; ++letter) {
		const char     name[] = {(char)letter, ':', 'x', '\0'};
		const uint64_t bit    = zout_jack_client_bit(name);
		assert_true(bit && !(bit & (bit - 1U)));
		seen |= bit;
	}
	assert_true(amp_bit() != desk_bit());
	assert_true(seen & (seen - 1U)); // not all the same
}

/// Takes wishes with one pattern for out_l
static void
wish_for(const char* const pattern)
{
	ZoutLink         wish  = {.port = ZOUT_PORT_OUT_L, .pattern = pattern};
	ZoutBackendSetup setup = {.links = &wish, .n_links = 1};
	ZoutJackWishes   wishes;
	ZoutAudioError   error;
	assert_int_equal(zout_jack_wishes_read(&wishes, &setup, &error), ZOUT_AUDIO_SUCCESS);
	zout_jack_links_take(&links, wishes);
}

static void
test_what_is_no_more_wished_for_is_cut(void** const state)
{
	(void)state;
	wish_for("desk:.*"); // which somebody has connected by hand already
	assert_int_equal(update(0).connections, 2);
	assert_true(!graph.connected[WISHED] && graph.connected[BY_HAND] && graph.connected[OTHER]);
	wish_for("amp:w.*");
	assert_int_equal(update(0).connections, 3);
	wish_for("amp:.*"); // other words for the same
	assert_int_equal(update(0).connections, 3);
	assert_true(graph.connected[WISHED] && graph.connected[BY_HAND] && graph.connected[OTHER]);
}

static void
test_what_is_no_more_wished_for_does_not_come_back(void** const state)
{
	(void)state;
	cut_amp();
	put_amp(false);
	assert_int_equal(update(amp_bit()).connections, 1);
	wish_for("desk:.*");
	put_amp(true);
	assert_int_equal(update(0).connections, 2);
	assert_true(!graph.connected[WISHED] && graph.connected[BY_HAND]);
}

static void
test_connection_that_somebody_else_just_made_is_theirs(void** const state)
{
	(void)state;
	zout_jack_links_clear(&links);
	wish_for("amp:wished");
	graph.connected[BY_HAND]  = false;
	graph.connected[OTHER]    = false;
	graph.unseen              = true;
	const ZoutLinkResult made = update(0);
	assert_int_equal(made.failed, 0);
	assert_int_equal(made.connections, 1);
	graph.unseen = false;
	wish_for("desk:.*"); // what was made for the wish would be cut now
	assert_int_equal(update(0).connections, 2);
	assert_true(graph.connected[WISHED]);
}

/// The wish is fulfilled again, or the lost connection made again, and the server does not show it
static void
make_unseen(void)
{
	put_amp(false);
	cut_amp();
	assert_int_equal(update(amp_bit()).connections, 1);
	put_amp(true);
	graph.connected[OTHER] = false;
	graph.unseen           = true;
	assert_int_equal(update(0).connections, 2); // made just now; the third one was cut
}

static void
test_what_does_not_show_yet_is_ours(void** const state)
{
	(void)state;
	make_unseen();
	graph.now_ms += 1900;
	assert_int_equal(update(0).connections, 0);
	wish_for("amp:w.*"); // other words for the same, which forgive what was cut
	assert_int_equal(update(0).connections, 0);
	graph.unseen = false;
	assert_int_equal(update(0).connections, 2);
	wish_for("nobody:.*");
	assert_int_equal(update(0).connections, 1);
	assert_false(graph.connected[WISHED]);
	assert_true(graph.connected[BY_HAND]);
}

static void
test_wish_just_fulfilled_that_does_not_show_yet_is_ours(void** const state)
{
	(void)state;
	zout_jack_links_clear(&links);
	wish_for("desk:.*");
	memset(graph.connected, 0, sizeof(graph.connected));
	graph.unseen = true;
	assert_int_equal(update(0).connections, 1);
	assert_int_equal(update(0).connections, 0);
	wish_for("desk:in");
	assert_int_equal(update(0).connections, 0);
	graph.unseen = false;
	wish_for("nobody:.*");
	assert_int_equal(update(0).connections, 0);
	assert_false(graph.connected[OTHER]);
}

static void
test_what_never_shows_was_cut(void** const state)
{
	(void)state;
	make_unseen();
	cut_amp();
	graph.unseen = false;
	graph.now_ms += 1900;
	assert_int_equal(update(0).connections, 0);
	graph.now_ms += 200;
	assert_int_equal(update(0).connections, 0);
	assert_int_equal(links.memory.n_linked, 3);
	for (unsigned i = 0; i < links.memory.n_linked; ++i) {
		assert_int_equal(links.memory.linked[i].state, ZOUT_LINK_DISMISSED);
	}
}

static void
test_what_has_shown_can_be_cut_at_once(void** const state)
{
	(void)state;
	make_unseen();
	graph.unseen = false;
	assert_int_equal(update(0).connections, 2);
	cut_amp();
	assert_int_equal(update(0).connections, 0);
	zout_jack_links_lose(&links); // forgets what was cut by hand
	assert_int_equal(links.memory.n_linked, 0);
}

static bool
knows(const char* const other)
{
	return zout_jack_memory_find(&links.memory, ZOUT_PORT_OUT_L, other) != NULL;
}

static ZoutLinked*
remember(const char* const other, const ZoutLinkState link_state)
{
	return zout_jack_memory_remember(&links.memory, ZOUT_PORT_OUT_L, other, link_state);
}

static void
test_full_memory_rather_forgets_what_is_wished_for(void** const state)
{
	(void)state;
	zout_jack_links_clear(&links);
	remember("gone:by_hand", ZOUT_LINK_LOST);
	remember("gone:wished", ZOUT_LINK_LOST)->wish = ZOUT_WISH_PATTERN;
	for (unsigned i = links.memory.n_linked; i < ZOUT_MAX_LINKED; ++i) {
		assert_non_null(remember("any:in", ZOUT_LINK_LIVE));
	}
	assert_non_null(remember("first:in", ZOUT_LINK_LIVE));
	assert_true(knows("gone:by_hand") && !knows("gone:wished"));
	assert_non_null(remember("second:in", ZOUT_LINK_LIVE));
	assert_false(knows("gone:by_hand"));
	assert_null(remember("third:in", ZOUT_LINK_LIVE));
}

static void
test_wish_that_cannot_be_remembered_waits(void** const state)
{
	(void)state;
	zout_jack_links_clear(&links);
	wish_for("amp:wished");
	memset(graph.connected, 0, sizeof(graph.connected));
	graph.no_memory = true;
	assert_int_equal(update(0).connections, 0);
	graph.connected[WISHED]     = true; // by somebody else, and nothing notes it
	const ZoutLinkResult result = update(0);
	assert_int_equal(result.connections, 1);
	assert_int_equal(result.failed, 0);
	graph.connected[WISHED] = false; // cut by hand, which cannot be noted either
	assert_int_equal(update(0).connections, 0);
	assert_false(graph.connected[WISHED]);
	graph.no_memory = false;
	assert_int_equal(update(0).connections, 1);
}

static void
test_who_hears_nothing_yet_is_connected_in_silence(void** const state)
{
	(void)state;
	put_amp(false);
	cut_amp();
	assert_int_equal(update(amp_bit()).connections, 1);
	put_amp(true);
	graph.idle = true;
	assert_int_equal(update(0).connections, 3);
	assert_true(graph.hushed);
	assert_true(atomic_load(&engine.wanted)); // sound again
}

static void
test_who_hears_others_already_lets_nobody_fade(void** const state)
{
	(void)state;
	put_amp(false);
	cut_amp();
	assert_int_equal(update(amp_bit()).connections, 1);
	put_amp(true);
	graph.hushed = true;
	assert_int_equal(update(0).connections, 3);
	assert_false(graph.hushed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_client_that_ends_is_not_cut_by_hand, connect_all, clear),
		cmocka_unit_test_setup_teardown(test_client_that_comes_back_at_once_is_connected, connect_all, clear),
		cmocka_unit_test_setup_teardown(test_cut_connection_stays_cut_when_others_end, connect_all, clear),
		cmocka_unit_test_setup_teardown(test_client_that_is_cut_off_stays_so_when_others_end, connect_all, clear),
		cmocka_unit_test_setup_teardown(test_cut_is_by_hand_although_others_end, connect_all, clear),
		cmocka_unit_test(test_bits_of_clients),
		cmocka_unit_test_setup_teardown(test_what_is_no_more_wished_for_is_cut, connect_all, clear),
		cmocka_unit_test_setup_teardown(test_what_is_no_more_wished_for_does_not_come_back, connect_all, clear),
		cmocka_unit_test_setup_teardown(test_connection_that_somebody_else_just_made_is_theirs, connect_all, clear),
		cmocka_unit_test_setup_teardown(test_what_does_not_show_yet_is_ours, connect_all, clear),
		cmocka_unit_test_setup_teardown(test_wish_just_fulfilled_that_does_not_show_yet_is_ours, connect_all, clear),
		cmocka_unit_test_setup_teardown(test_what_never_shows_was_cut, connect_all, clear),
		cmocka_unit_test_setup_teardown(test_what_has_shown_can_be_cut_at_once, connect_all, clear),
		cmocka_unit_test_setup_teardown(test_full_memory_rather_forgets_what_is_wished_for, connect_all, clear),
		cmocka_unit_test_setup_teardown(test_who_hears_nothing_yet_is_connected_in_silence, connect_all, clear),
		cmocka_unit_test_setup_teardown(test_who_hears_others_already_lets_nobody_fade, connect_all, clear),
		cmocka_unit_test_setup_teardown(test_wish_that_cannot_be_remembered_waits, connect_all, clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
