// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The TTL is written by hand and the core by dsp/params.def: they must say the same about every port. */

#include "bundle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <lv2/core/lv2.h>
#include <lv2/port-groups/port-groups.h>
#include <lv2/port-props/port-props.h>

#include <math.h>
#include <string.h>

#define RDFS_COMMENT "http://www.w3.org/2000/01/rdf-schema#comment"

static const LilvPort*
port_at(const Bundle* const bundle, const unsigned index)
{
	return lilv_plugin_get_port_by_index(bundle->plugin, index);
}

static bool
is_a(const Bundle* const bundle, const LilvPort* const port, const char* const class_uri)
{
	LilvNode* const node   = lilv_new_uri(bundle->world, class_uri);
	const bool      result = lilv_port_is_a(bundle->plugin, port, node);
	lilv_node_free(node);
	return result;
}

static bool
has_property(const Bundle* const bundle, const LilvPort* const port, const char* const property)
{
	LilvNode* const node   = lilv_new_uri(bundle->world, property);
	const bool      result = lilv_port_has_property(bundle->plugin, port, node);
	lilv_node_free(node);
	return result;
}

/// An assertion that names the port
#define check_port(port, condition)                                                \
	do {                                                                           \
		if (!(condition)) {                                                        \
			fail_msg("port \"%s\": not true that %s", (port)->symbol, #condition); \
		}                                                                          \
	} while (0)

static void
test_ports_are_those_of_the_table_in_its_order(void** const state)
{
	const Bundle* const bundle                = (const Bundle*)*state;
	static const char*  audio[BUNDLE_N_AUDIO] = {"in_l", "in_r", "out_l", "out_r"};

	assert_int_equal(lilv_plugin_get_num_ports(bundle->plugin), BUNDLE_N_PORTS);
	for (unsigned i = 0; i < BUNDLE_N_PORTS; ++i) {
		const LilvPort* const port = port_at(bundle, i);
		assert_non_null(port);
		assert_string_equal(lilv_node_as_string(lilv_port_get_symbol(bundle->plugin, port)),
		                    i < BUNDLE_N_AUDIO ? audio[i] : bundle_expected_port(i).symbol);
		assert_int_equal(lilv_port_get_index(bundle->plugin, port), i);
	}
}

static void
test_audio_ports_are_stereo_pairs(void** const state)
{
	const Bundle* const bundle = (const Bundle*)*state;
	for (unsigned i = 0; i < BUNDLE_N_AUDIO; ++i) {
		const LilvPort* const port = port_at(bundle, i);
		assert_true(is_a(bundle, port, LV2_CORE__AudioPort));
		assert_true(is_a(bundle, port, i < 2 ? LV2_CORE__InputPort : LV2_CORE__OutputPort));
		assert_string_equal(bundle_port_text(bundle, port, LV2_CORE__designation),
		                    i % 2 == 0 ? LV2_PORT_GROUPS__left : LV2_PORT_GROUPS__right);
		assert_string_equal(bundle_port_text(bundle, port, LV2_PORT_GROUPS__group),
		                    i < 2 ? ZOUT_AMP_URI ":group#in" : ZOUT_AMP_URI ":group#out");
		assert_string_not_equal(bundle_port_text(bundle, port, RDFS_COMMENT), "");
		assert_false(has_property(bundle, port, LV2_CORE__connectionOptional));
	}
}

static void
test_control_ports_have_direction_names_and_comment(void** const state)
{
	const Bundle* const bundle = (const Bundle*)*state;
	for (unsigned i = BUNDLE_N_AUDIO; i < BUNDLE_N_PORTS; ++i) {
		const BundlePort      expected = bundle_expected_port(i);
		const BundlePort*     e        = &expected;
		const LilvPort* const port     = port_at(bundle, i);

		check_port(e, is_a(bundle, port, LV2_CORE__ControlPort));
		check_port(e, is_a(bundle, port, LV2_CORE__InputPort) == (e->param != ZOUT_N_PARAMS));
		check_port(e, is_a(bundle, port, LV2_CORE__OutputPort) == (e->param == ZOUT_N_PARAMS));
		check_port(e, !strcmp(bundle_port_text(bundle, port, LV2_CORE__name), e->name));
		check_port(e, !strcmp(bundle_port_text(bundle, port, LILV_NS_LV2 "shortName"), e->short_name));
		check_port(e, strlen(e->short_name) <= 16); // What LV2 allows
		check_port(e, !strcmp(bundle_port_text(bundle, port, RDFS_COMMENT), e->comment));
	}
}

static void
test_ranges_are_those_of_the_table(void** const state)
{
	const Bundle* const bundle = (const Bundle*)*state;
	for (unsigned i = BUNDLE_N_AUDIO; i < BUNDLE_N_PORTS; ++i) {
		const BundlePort  expected = bundle_expected_port(i);
		const BundlePort* e        = &expected;
		LilvNode *        def = NULL, *min = NULL, *max = NULL;

		lilv_port_get_range(bundle->plugin, port_at(bundle, i), &def, &min, &max);
		check_port(e, def && min && max);
		// Decimal to binary and back may differ in the last bit
		check_port(e, fabsf(lilv_node_as_float(def) - e->def) <= 1e-6F * fabsf(e->def));
		check_port(e, fabsf(lilv_node_as_float(min) - e->min) <= 1e-6F * fabsf(e->min));
		check_port(e, fabsf(lilv_node_as_float(max) - e->max) <= 1e-6F * fabsf(e->max));
		lilv_node_free(max);
		lilv_node_free(min);
		lilv_node_free(def);
	}
}

static void
test_port_properties_follow_the_scale(void** const state)
{
	const Bundle* const bundle = (const Bundle*)*state;
	for (unsigned i = BUNDLE_N_AUDIO; i < BUNDLE_N_PORTS; ++i) {
		const BundlePort      expected = bundle_expected_port(i);
		const BundlePort*     e        = &expected;
		const LilvPort* const port     = port_at(bundle, i);
		const bool            is_enum  = e->scale == ZOUT_SCALE_ENUM;

		check_port(e, has_property(bundle, port, LV2_CORE__connectionOptional));
		check_port(e, has_property(bundle, port, LV2_CORE__toggled) == (e->scale == ZOUT_SCALE_TOGGLE));
		check_port(e, has_property(bundle, port, LV2_CORE__enumeration) == is_enum);
		check_port(e, has_property(bundle, port, LV2_CORE__integer) == (is_enum || i == BUNDLE_LATENCY));
		check_port(e, has_property(bundle, port, LV2_PORT_PROPS__logarithmic) == (e->scale == ZOUT_SCALE_LOG));
		check_port(e, e->scale != ZOUT_SCALE_LOG || e->min > 0.0F);
		check_port(e, has_property(bundle, port, LV2_CORE__reportsLatency) == (i == BUNDLE_LATENCY));
	}
	assert_string_equal(
		bundle_port_text(bundle, port_at(bundle, BUNDLE_ENABLED), LV2_CORE__designation), LV2_CORE__enabled);
	assert_string_equal(
		bundle_port_text(bundle, port_at(bundle, BUNDLE_LATENCY), LV2_CORE__designation), LV2_CORE__latency);
}

/// True if the bundle has exactly the scale point `point` for its value
static bool
has_point(const LilvScalePoints* const points, const ZoutPoint* const point)
{
	unsigned found = 0;
	LILV_FOREACH(scale_points, p, points)
	{
		const LilvScalePoint* const have = lilv_scale_points_get(points, p);
		if (lilv_node_as_float(lilv_scale_point_get_value(have)) == point->value) {
			found += !strcmp(lilv_node_as_string(lilv_scale_point_get_label(have)), point->label) ? 1U : 2U;
		}
	}
	return found == 1;
}

static void
test_scale_points_are_those_of_the_table(void** const state)
{
	const Bundle* const bundle = (const Bundle*)*state;
	for (unsigned i = BUNDLE_N_AUDIO; i < BUNDLE_N_PORTS; ++i) {
		const BundlePort  expected = bundle_expected_port(i);
		const BundlePort* e        = &expected;
		LilvScalePoints*  points   = lilv_port_get_scale_points(bundle->plugin, port_at(bundle, i));
		unsigned          n        = 0;

		while (e->param != ZOUT_N_PARAMS && zout_param_point(e->param, n)) {
			check_port(e, has_point(points, zout_param_point(e->param, n)));
			++n;
		}
		check_port(e, lilv_scale_points_size(points) == n);
		check_port(e, n >= 2 || e->scale != ZOUT_SCALE_ENUM);
		lilv_scale_points_free(points);
	}
}

static void
test_groups_are_those_of_the_table(void** const state)
{
	const Bundle* const bundle = (const Bundle*)*state;
	LilvNode* const     symbol = lilv_new_uri(bundle->world, LV2_CORE__symbol);
	LilvNode* const     name   = lilv_new_uri(bundle->world, LV2_CORE__name);
	for (unsigned i = BUNDLE_N_AUDIO; i < BUNDLE_N_PORTS; ++i) {
		const BundlePort  expected = bundle_expected_port(i);
		const BundlePort* e        = &expected;

		LilvNode* const uri =
			lilv_new_uri(bundle->world, bundle_port_text(bundle, port_at(bundle, i), LV2_PORT_GROUPS__group));
		LilvNode* const have   = uri ? lilv_world_get(bundle->world, uri, symbol, NULL) : NULL;
		LilvNode* const called = uri ? lilv_world_get(bundle->world, uri, name, NULL) : NULL;
		check_port(e, have && called);
		check_port(e, !strcmp(lilv_node_as_string(have), e->group));
		check_port(e,
		           e->param == ZOUT_N_PARAMS ||
		               !strcmp(lilv_node_as_string(called), zout_group_name(zout_param_info(e->param)->group)));
		lilv_node_free(called);
		lilv_node_free(have);
		lilv_node_free(uri);
	}
	lilv_node_free(name);
	lilv_node_free(symbol);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ports_are_those_of_the_table_in_its_order),
		cmocka_unit_test(test_audio_ports_are_stereo_pairs),
		cmocka_unit_test(test_control_ports_have_direction_names_and_comment),
		cmocka_unit_test(test_ranges_are_those_of_the_table),
		cmocka_unit_test(test_port_properties_follow_the_scale),
		cmocka_unit_test(test_scale_points_are_those_of_the_table),
		cmocka_unit_test(test_groups_are_those_of_the_table),
	};
	return cmocka_run_group_tests_name("bundle", tests, bundle_setup, bundle_teardown);
}
