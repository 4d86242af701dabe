// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* How instances live and die: a thousand times, with and without all the calls in between, from two bundles at once. */

#define _GNU_SOURCE // mallinfo2()

#include "fuzz.h"
#include "hostile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <dlfcn.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { N_FRAMES = 2000, N_CYCLES = 1000 };

static float in[2][N_FRAMES];
static float out[2][N_FRAMES];
static float expected[2][N_FRAMES];

static void
play(Hostile* const host)
{
	uint32_t seed = 9;
	fuzz_speech(in[0], N_FRAMES, 0.8, &seed);
	fuzz_speech(in[1], N_FRAMES, 0.8, &seed);
	float* const from[] = {in[0], in[1]};
	float* const to[]   = {out[0], out[1]};
	hostile_run(host, from, to, 0, N_FRAMES);
}

static unsigned
open_descriptors(void)
{
	unsigned   n   = 0;
	DIR* const dir = opendir("/proc/self/fd");
	assert_non_null(dir);
	while (readdir(dir)) {
		++n;
	}
	closedir(dir);
	return n;
}

/// What glibc keeps for the next allocation and counts as used. The least that can be lost a thousand times is twice
/// that
static const size_t cache_bytes = 16000;

static size_t
used_bytes(void)
{
	const struct mallinfo2 info = mallinfo2();
	return info.uordblks + info.hblkhd;
}

/* Every other one is used: activated, run, deactivated if there is such a call. */
static void
test_a_thousand_instances_leave_nothing_behind(void** const state)
{
	(void)state;
	for (unsigned p = 0; p < HOSTILE_N_PLUGINS; ++p) {
		const HostilePlugin* const plugin = hostile_plugin(p);
		unsigned                   fds    = 0;
		size_t                     bytes  = 0;
		for (unsigned i = 0; i <= N_CYCLES; ++i) {
			Hostile* const host = hostile_new(plugin, 8e3 + 700.0 * (i % 1000U), i % 3U ? hostile_features : NULL);
			assert_non_null(host);
			if (i % 2U) {
				plugin->descriptor->activate(host->handle);
				play(host);
			}
			if (plugin->descriptor->deactivate && i % 4U == 1U) {
				plugin->descriptor->deactivate(host->handle);
			}
			hostile_free(host);
			if (i == 1) { // What libraries set up once is there
				fds   = open_descriptors();
				bytes = used_bytes();
			}
		}
		print_message("# %s: %zu bytes in use before, %zu after\n", plugin->binary, bytes, used_bytes());
		assert_int_equal(open_descriptors(), fds);
		assert_true(used_bytes() <= bytes + cache_bytes);
	}
}

/* Whatever happened before, activate() makes a new instance of an old one. */
static void
test_activate_forgets_what_was(void** const state)
{
	(void)state;
	for (unsigned p = 0; p < HOSTILE_N_PLUGINS; ++p) {
		const HostilePlugin* const plugin = hostile_plugin(p);
		uint32_t                   seed   = 4;
		for (unsigned i = 0; i < 40; ++i) {
			Hostile* const fresh = hostile_new(plugin, 48e3, NULL);
			Hostile* const used  = hostile_new(plugin, 48e3, NULL);
			for (unsigned turn = 0; turn < 4; ++turn) {
				for (unsigned k = HOSTILE_N_AUDIO; k < plugin->n_ports; ++k) {
					const bool keys  = plugin->port[k].trigger; // A session that runs is not forgotten
					used->control[k] = plugin->port[k].input && !keys ? hostile_value(&plugin->port[k], 0.8, &seed)
					                                                  : plugin->port[k].def;
				}
				play(used);
			}
			for (unsigned k = HOSTILE_N_AUDIO; k < plugin->n_ports; ++k) {
				const float value = plugin->port[k].input && !plugin->port[k].trigger
				                        ? hostile_value(&plugin->port[k], 1.0, &seed)
				                        : plugin->port[k].def;
				used->control[k] = fresh->control[k] = value;
			}
			plugin->descriptor->activate(used->handle);
			plugin->descriptor->activate(used->handle);
			play(used);
			memcpy(expected, out, sizeof(out));
			play(fresh);
			assert_memory_equal(out, expected, sizeof(out));
			hostile_free(used);
			hostile_free(fresh);
		}
	}
}

static void
copy_file(const char* const from, const char* const to)
{
	static char buffer[65536];
	FILE* const source = fopen(from, "rb");
	FILE* const target = fopen(to, "wb");
	assert_true(source && target);
	for (size_t n = fread(buffer, 1, sizeof(buffer), source); n; n = fread(buffer, 1, sizeof(buffer), source)) {
		assert_int_equal(fwrite(buffer, 1, n, target), n);
	}
	fclose(target);
	fclose(source);
}

/* Two bundles on LV2_PATH, or an old host that unloads: the binary at two places, loaded with all symbols for all, side
 * by side; then unloaded and loaded again. */
static void
test_two_copies_of_a_binary_do_not_know_each_other(void** const state)
{
	(void)state;
	for (unsigned p = 0; p < HOSTILE_N_PLUGINS; ++p) {
		const HostilePlugin* const plugin = hostile_plugin(p);
		char                       name[] = "/tmp/zout-copy-XXXXXX";
		char* const                built  = bundle_path(plugin->binary);
		const int                  fd     = mkstemp(name);
		assert_true(fd >= 0);
		close(fd);
		copy_file(built, name);
		for (unsigned i = 0; i < 20; ++i) {
			void* const   library = dlopen(name, RTLD_NOW | RTLD_GLOBAL);
			HostilePlugin copy    = *plugin;
			assert_non_null(library);
			copy.descriptor = hostile_descriptor(name);
			assert_ptr_not_equal(copy.descriptor, plugin->descriptor);
			Hostile* const a = hostile_new(plugin, 48e3, NULL);
			Hostile* const b = hostile_new(&copy, 48e3, NULL);
			play(a);
			memcpy(expected, out, sizeof(out));
			play(b);
			assert_memory_equal(out, expected, sizeof(out));
			hostile_free(b);
			hostile_free(a);
			dlclose(library);
			dlclose(library); // hostile_descriptor() loaded it once more
		}
		remove(name);
		free(built);
	}
}

/* Nothing is required, no port is anything but audio or control: what some hosts refuse, or crash with. */
static void
test_nothing_is_asked_of_a_host(void** const state)
{
	const Bundle* const bundle  = (const Bundle*)*state;
	const LilvPlugins*  all     = lilv_world_get_all_plugins(bundle->world);
	LilvNode* const     control = lilv_new_uri(bundle->world, LV2_CORE__ControlPort);
	LilvNode* const     audio   = lilv_new_uri(bundle->world, LV2_CORE__AudioPort);
	LilvNode* const     broken  = lilv_new_uri(bundle->world, LV2_CORE__inPlaceBroken);
	unsigned            n       = 0;
	LILV_FOREACH(plugins, p, all)
	{
		const LilvPlugin* const plugin   = lilv_plugins_get(all, p);
		LilvNodes* const        required = lilv_plugin_get_required_features(plugin);
		assert_int_equal(lilv_nodes_size(required), 0);
		assert_false(lilv_plugin_has_feature(plugin, broken));
		for (unsigned i = 0; i < lilv_plugin_get_num_ports(plugin); ++i) {
			const LilvPort* const port = lilv_plugin_get_port_by_index(plugin, i);
			assert_true(lilv_port_is_a(plugin, port, control) != lilv_port_is_a(plugin, port, audio));
		}
		lilv_nodes_free(required);
		++n;
	}
	assert_int_equal(n, HOSTILE_N_PLUGINS);
	lilv_node_free(broken);
	lilv_node_free(audio);
	lilv_node_free(control);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_thousand_instances_leave_nothing_behind),
		cmocka_unit_test(test_activate_forgets_what_was),
		cmocka_unit_test(test_two_copies_of_a_binary_do_not_know_each_other),
		cmocka_unit_test(test_nothing_is_asked_of_a_host),
	};
	return cmocka_run_group_tests(tests, bundle_setup, bundle_teardown);
}
