// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Presets of the blind test: every amplifier as A and as B and every headphone with the numbers and sources of the
 * original, and comparisons that are complete. */

#include "bundle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <lv2/core/lv2.h>
#include <lv2/presets/presets.h>

#include <stdio.h>
#include <string.h>

#define ZOUT_ABX_URI "urn:zout:abx"
#define PREFIX "urn:zout:preset:"

/// A port of a preset
typedef struct {
	char  symbol[64];
	char  source[1024];
	char  confidence[32];
	float value;
} Setting;

enum { MAX_SETTINGS = 128 };

static void
copy_text(const Bundle* const bundle, const LilvNode* const of, const char* const property, char* const to, size_t size)
{
	LilvNode* const predicate = lilv_new_uri(bundle->world, property);
	LilvNode* const node      = lilv_world_get(bundle->world, of, predicate, NULL);
	snprintf(to, size, "%s", node ? lilv_node_as_string(node) : "");
	lilv_node_free(node);
	lilv_node_free(predicate);
}

/// Reads a preset; fails if a port stands there twice
static unsigned
read_preset(const Bundle* const bundle, const char* const uri, Setting settings[MAX_SETTINGS])
{
	LilvNode* const preset    = lilv_new_uri(bundle->world, uri);
	LilvNode* const predicate = lilv_new_uri(bundle->world, LV2_CORE__port);
	LilvNode* const value     = lilv_new_uri(bundle->world, LV2_PRESETS__value);
	unsigned        n         = 0;
	lilv_world_load_resource(bundle->world, preset);
	LilvNodes* const ports = lilv_world_find_nodes(bundle->world, preset, predicate, NULL);
	LILV_FOREACH(nodes, i, ports)
	{
		const LilvNode* const port    = lilv_nodes_get(ports, i);
		LilvNode* const       number  = lilv_world_get(bundle->world, port, value, NULL);
		Setting* const        setting = &settings[n];
		assert_true(n < MAX_SETTINGS);
		assert_non_null(number);
		setting->value = lilv_node_as_float(number);
		copy_text(bundle, port, LV2_CORE__symbol, setting->symbol, sizeof(setting->symbol));
		copy_text(bundle, port, ZOUT_NS_URI "source", setting->source, sizeof(setting->source));
		copy_text(bundle, port, ZOUT_NS_URI "confidence", setting->confidence, sizeof(setting->confidence));
		for (unsigned k = 0; k < n; ++k) {
			assert_string_not_equal(settings[k].symbol, setting->symbol);
		}
		++n;
		lilv_node_free(number);
	}
	lilv_nodes_free(ports);
	lilv_node_free(value);
	lilv_node_free(predicate);
	lilv_node_free(preset);
	return n;
}

static const Setting*
find(const Setting* const settings, const unsigned n, const char* const symbol)
{
	for (unsigned i = 0; i < n; ++i) {
		if (!strcmp(settings[i].symbol, symbol)) {
			return &settings[i];
		}
	}
	return NULL;
}

/// The URIs of all presets of a plugin, in the manifest
static LilvNodes*
presets_of(const Bundle* const bundle, const char* const plugin)
{
	LilvNode* const  applies = lilv_new_uri(bundle->world, LV2_CORE__appliesTo);
	LilvNode* const  node    = lilv_new_uri(bundle->world, plugin);
	LilvNodes* const presets = lilv_world_find_nodes(bundle->world, NULL, applies, node);
	lilv_node_free(node);
	lilv_node_free(applies);
	return presets;
}

/// A preset has what the original has, with a prefix before symbols and a name before the label
static void
assert_copied(const Bundle* const bundle,
              const char* const   original,
              const char* const   bank,
              const char* const   prefix,
              const char* const   name)
{
	static Setting    theirs[MAX_SETTINGS], ours[MAX_SETTINGS];
	char              uri[256], symbol[128], label[256], wanted[300];
	const char* const file = strrchr(original, ':') + 1;
	snprintf(uri, sizeof(uri), PREFIX "%s:%s", bank, file);
	const unsigned n = read_preset(bundle, original, theirs);
	assert_true(n > 0);
	assert_int_equal(read_preset(bundle, uri, ours), n);
	for (unsigned i = 0; i < n; ++i) {
		snprintf(symbol, sizeof(symbol), "%s%.63s", prefix, theirs[i].symbol);
		const Setting* const copy = find(ours, n, symbol);
		assert_non_null(copy);
		assert_float_equal(copy->value, theirs[i].value, 0.0);
		assert_string_equal(copy->source, theirs[i].source);
		assert_string_equal(copy->confidence, theirs[i].confidence);
	}

	LilvNode* const old_node = lilv_new_uri(bundle->world, original);
	LilvNode* const new_node = lilv_new_uri(bundle->world, uri);
	copy_text(bundle, old_node, LILV_NS_RDFS "label", label, sizeof(label));
	snprintf(wanted, sizeof(wanted), "%s%s", name, label);
	copy_text(bundle, new_node, LILV_NS_RDFS "label", label, sizeof(label));
	assert_string_equal(label, wanted);
	copy_text(bundle, new_node, LV2_PRESETS__bank, label, sizeof(label));
	snprintf(wanted, sizeof(wanted), "urn:zout:bank:%s", bank);
	assert_string_equal(label, wanted);
	lilv_node_free(new_node);
	lilv_node_free(old_node);
}

static void
test_amplifiers_and_headphones_are_those_of_the_amplifier_plugin(void** const state)
{
	const Bundle* const bundle    = (const Bundle*)*state;
	LilvNodes* const    originals = presets_of(bundle, ZOUT_AMP_URI);
	unsigned            n_copies  = 0;
	LILV_FOREACH(nodes, i, originals)
	{
		const char* const uri = lilv_node_as_uri(lilv_nodes_get(originals, i));
		if (!strncmp(uri, PREFIX "amps:", strlen(PREFIX "amps:"))) {
			assert_copied(bundle, uri, "abx-a", "a_", "A: ");
			assert_copied(bundle, uri, "abx-b", "b_", "B: ");
			n_copies += 2;
		} else {
			assert_copied(bundle, uri, "abx-phones", "", "");
			n_copies += 1;
		}
	}
	LilvNodes* const ours = presets_of(bundle, ZOUT_ABX_URI);
	assert_int_equal(lilv_nodes_size(ours), n_copies + 3); // and the comparisons
	lilv_nodes_free(ours);
	lilv_nodes_free(originals);
}

/// Every port of an amplifier is set, with a source, in range
static void
assert_chain_complete(const Setting* const settings, const unsigned n, const char* const prefix)
{
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		const ZoutParamInfo* const info = zout_param_info((ZoutParam)i);
		char                       symbol[128];
		snprintf(symbol, sizeof(symbol), "%s%s", prefix, info->symbol);
		const Setting* const setting = find(settings, n, symbol);
		if (info->group == ZOUT_GROUP_AMPLIFIER || i == ZOUT_EUPHONIC) {
			assert_non_null(setting);
			assert_float_equal(zout_param_clamp((ZoutParam)i, setting->value), setting->value, 0.0);
			assert_string_not_equal(setting->source, "");
			assert_string_not_equal(setting->confidence, "");
		}
	}
}

static float
value_of(const Setting* const settings, const unsigned n, const char* const symbol)
{
	const Setting* const setting = find(settings, n, symbol);
	assert_non_null(setting);
	return setting->value;
}

static void
test_comparisons_set_both_chains(void** const state)
{
	const Bundle* const bundle = (const Bundle*)*state;
	static const struct {
		const char* uri;
		const char* label;
	} comparisons[] = {{PREFIX "abx:euphonic", "Euphonic mode, on or off"},
	                   {PREFIX "abx:120-ohm", "120 ohm against 0 ohm"},
	                   {PREFIX "abx:hpa-1-wire", "HPA-1 against wire"}};
	static Setting settings[3][MAX_SETTINGS];
	unsigned       n[3];
	for (unsigned i = 0; i < 3; ++i) {
		char            label[128];
		LilvNode* const node = lilv_new_uri(bundle->world, comparisons[i].uri);
		copy_text(bundle, node, LILV_NS_RDFS "label", label, sizeof(label));
		lilv_node_free(node);
		assert_string_equal(label, comparisons[i].label);
		n[i] = read_preset(bundle, comparisons[i].uri, settings[i]);
		assert_chain_complete(settings[i], n[i], "a_");
		assert_chain_complete(settings[i], n[i], "b_");
	}
	assert_float_equal(value_of(settings[0], n[0], "a_euphonic"), 0.0F, 0.0);
	assert_float_equal(value_of(settings[0], n[0], "b_euphonic"), 1.0F, 0.0);
	assert_float_equal(value_of(settings[1], n[1], "a_output_impedance"), 120.0F, 0.0);
	assert_float_equal(value_of(settings[1], n[1], "b_output_impedance"), 0.0F, 0.0);
	assert_true(value_of(settings[1], n[1], "r1") > 0.0F); // Into a resistor there is no difference
	assert_true(value_of(settings[2], n[2], "a_h2") > -140.0F);
	assert_float_equal(value_of(settings[2], n[2], "b_h2"), -140.0F, 0.0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_amplifiers_and_headphones_are_those_of_the_amplifier_plugin),
		cmocka_unit_test(test_comparisons_set_both_chains),
	};
	return cmocka_run_group_tests(tests, bundle_setup, bundle_teardown);
}
