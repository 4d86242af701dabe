// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What a host shows of the plugin as a whole, and how it prints values. */

#include "bundle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <lv2/core/lv2.h>
#include <lv2/units/units.h>

#include <stdio.h>
#include <string.h>

/// The URI of the unit in the LV2 specification, NULL for those that we declare
static const char*
standard_unit(const unsigned index, const ZoutUnit unit)
{
	return index == BUNDLE_LATENCY ? LV2_UNITS__frame
	       : unit == ZOUT_UNIT_DB  ? LV2_UNITS__db
	       : unit == ZOUT_UNIT_HZ  ? LV2_UNITS__hz
	       : unit == ZOUT_UNIT_KHZ ? LV2_UNITS__khz
	                               : NULL;
}

/// The only value of `property` of `subject`, which must be text
static void
assert_text(const Bundle* const   bundle,
            const LilvNode* const subject,
            const char* const     property,
            const char* const     value)
{
	LilvNode* const predicate = lilv_new_uri(bundle->world, property);
	LilvNode* const have      = lilv_world_get(bundle->world, subject, predicate, NULL);
	assert_non_null(have);
	assert_string_equal(lilv_node_as_string(have), value);
	lilv_node_free(have);
	lilv_node_free(predicate);
}

static void
test_units_are_those_of_the_table(void** const state)
{
	const Bundle* const bundle = (const Bundle*)*state;
	for (unsigned i = BUNDLE_N_AUDIO; i < BUNDLE_N_PORTS; ++i) {
		const BundlePort  expected = bundle_expected_port(i);
		const char* const uri =
			bundle_port_text(bundle, lilv_plugin_get_port_by_index(bundle->plugin, i), LV2_UNITS__unit);

		if (standard_unit(i, expected.unit)) {
			assert_string_equal(uri, standard_unit(i, expected.unit));
		} else if (expected.unit == ZOUT_UNIT_NONE) {
			assert_string_equal(uri, "");
		} else {
			LilvNode* const unit = lilv_new_uri(bundle->world, uri);
			assert_non_null(unit);
			assert_text(bundle, unit, LV2_UNITS__symbol, zout_unit_symbol(expected.unit));
			lilv_node_free(unit);
		}
	}
}

static void
test_own_units_render_one_number_and_their_symbol(void** const state)
{
	const Bundle* const bundle = (const Bundle*)*state;
	LilvNode* const     type   = lilv_new_uri(bundle->world, LILV_NS_RDF "type");
	LilvNode* const     unit   = lilv_new_uri(bundle->world, LV2_UNITS__Unit);
	LilvNode* const     render = lilv_new_uri(bundle->world, LV2_UNITS__render);
	LilvNodes* const    units  = lilv_world_find_nodes(bundle->world, NULL, type, unit);

	assert_int_equal(lilv_nodes_size(units), 10); // All of ZoutUnit but none, dB, Hz and kHz
	LILV_FOREACH(nodes, i, units)
	{
		const LilvNode* const node   = lilv_nodes_get(units, i);
		LilvNode* const       format = lilv_world_get(bundle->world, node, render, NULL);
		char                  symbol[32];
		int                   digits = -1;
		assert_non_null(format);
		// "%.2f ohm": the number, its only conversion, then the symbol
		assert_int_equal(sscanf(lilv_node_as_string(format), "%%.%1df %31[^%%]", &digits, symbol), 2);
		assert_in_range(digits, 0, 3);
		assert_true(digits >= 2 || strcmp(symbol, "uF") != 0); // 0.47 uF is a capacitor, and 0 uF none
		assert_text(bundle, node, LV2_UNITS__symbol, symbol);
		lilv_node_free(format);
	}
	lilv_nodes_free(units);
	lilv_node_free(render);
	lilv_node_free(unit);
	lilv_node_free(type);
}

static void
test_nothing_is_required_of_a_host(void** const state)
{
	const Bundle* const bundle   = (const Bundle*)*state;
	LilvNodes* const    required = lilv_plugin_get_required_features(bundle->plugin);
	assert_int_equal(lilv_nodes_size(required), 0);
	lilv_nodes_free(required);

	static const char* const optional[] = {LV2_CORE__hardRTCapable, LV2_CORE__isLive};
	for (unsigned i = 0; i < sizeof(optional) / sizeof(optional[0]); ++i) {
		LilvNode* const feature = lilv_new_uri(bundle->world, optional[i]);
		assert_true(lilv_plugin_has_feature(bundle->plugin, feature));
		lilv_node_free(feature);
	}

	LilvNode* const broken = lilv_new_uri(bundle->world, LV2_CORE__inPlaceBroken);
	assert_false(lilv_plugin_has_feature(bundle->plugin, broken));
	lilv_node_free(broken);
}

static void
test_plugin_says_who_made_it_under_which_licence(void** const state)
{
	const Bundle* const bundle   = (const Bundle*)*state;
	LilvNode* const     name     = lilv_plugin_get_name(bundle->plugin);
	LilvNode* const     author   = lilv_plugin_get_author_name(bundle->plugin);
	LilvNode* const     mail     = lilv_plugin_get_author_email(bundle->plugin);
	LilvNode* const     homepage = lilv_plugin_get_author_homepage(bundle->plugin);
	LilvNode* const     license  = lilv_new_uri(bundle->world, LILV_NS_DOAP "license");
	LilvNodes* const    licenses = lilv_plugin_get_value(bundle->plugin, license);

	assert_string_equal(lilv_node_as_string(name), "zout headphone amplifier");
	assert_string_equal(lilv_node_as_string(author), "zout developers");
	assert_true(lilv_node_is_uri(mail));
	assert_true(lilv_node_is_uri(homepage));
	assert_int_equal(lilv_nodes_size(licenses), 1);
	assert_true(lilv_node_is_uri(lilv_nodes_get_first(licenses)));
	assert_non_null(strstr(lilv_node_as_uri(lilv_nodes_get_first(licenses)), "GPL-3.0-or-later"));

	lilv_nodes_free(licenses);
	lilv_node_free(license);
	lilv_node_free(homepage);
	lilv_node_free(mail);
	lilv_node_free(author);
	lilv_node_free(name);
}

static int
plugin_int(const Bundle* const bundle, const char* const property)
{
	LilvNode* const  predicate = lilv_new_uri(bundle->world, property);
	LilvNodes* const values    = lilv_plugin_get_value(bundle->plugin, predicate);
	assert_int_equal(lilv_nodes_size(values), 1);
	const int value = lilv_node_as_int(lilv_nodes_get_first(values));
	lilv_nodes_free(values);
	lilv_node_free(predicate);
	return value;
}

static void
test_version_is_that_of_the_release(void** const state)
{
	const Bundle* const bundle = (const Bundle*)*state;
	int                 major = 0, minor = 0, micro = 0;

	assert_int_equal(sscanf(zout_version(), "%d.%d.%d", &major, &minor, &micro), 3);
	assert_int_equal(plugin_int(bundle, LV2_CORE__minorVersion), 100 * major + minor);
	assert_int_equal(plugin_int(bundle, LV2_CORE__microVersion), micro);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_units_are_those_of_the_table),
		cmocka_unit_test(test_own_units_render_one_number_and_their_symbol),
		cmocka_unit_test(test_nothing_is_required_of_a_host),
		cmocka_unit_test(test_plugin_says_who_made_it_under_which_licence),
		cmocka_unit_test(test_version_is_that_of_the_release),
	};
	return cmocka_run_group_tests_name("metadata", tests, bundle_setup, bundle_teardown);
}
