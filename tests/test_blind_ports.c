// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The ports of the blind test: those of the amplifier twice, what is common once, and the session. What the TTL says
 * of a port is what it says in the amplifier, and the code connects each where its symbol says. */

#include "bundle.h"

#include "abx/plan.h"
#include "plugin/abx_ports.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <lv2/core/lv2.h>
#include <lv2/port-groups/port-groups.h>
#include <lv2/port-props/port-props.h>
#include <lv2/state/state.h>
#include <lv2/units/units.h>
#include <lv2/urid/urid.h>

#include <stdio.h>
#include <string.h>

#define ZOUT_ABX_URI "urn:zout:abx"
#define RDFS_COMMENT LILV_NS_RDFS "comment"

/// The blind test in the world of the amplifier
static Bundle
blind_test(const Bundle* const amp)
{
	LilvNode* const uri = lilv_new_uri(amp->world, ZOUT_ABX_URI);
	const Bundle    abx = {amp->world, lilv_plugins_get_by_uri(lilv_world_get_all_plugins(amp->world), uri)};
	lilv_node_free(uri);
	assert_non_null(abx.plugin);
	return abx;
}

static const LilvPort*
port_at(const Bundle* const bundle, const unsigned index)
{
	return lilv_plugin_get_port_by_index(bundle->plugin, index);
}

static const LilvPort*
port_of(const Bundle* const bundle, const char* const symbol)
{
	LilvNode* const       node = lilv_new_string(bundle->world, symbol);
	const LilvPort* const port = lilv_plugin_get_port_by_symbol(bundle->plugin, node);
	lilv_node_free(node);
	assert_non_null(port);
	return port;
}

static const char*
symbol_at(const Bundle* const bundle, const unsigned index)
{
	return lilv_node_as_string(lilv_port_get_symbol(bundle->plugin, port_at(bundle, index)));
}

/// "a_", "b_", or "" for what both chains share
static const char*
prefix_of(const ZoutAbxPort* const port)
{
	return zout_param_is_shared((ZoutParam)port->which) ? "" : (port->chain ? "b_" : "a_");
}

static void
expected_symbol(const ZoutAbxPort* const port, char* const symbol, const size_t size)
{
	static const char* const audio[2][2] = {{"in_l", "in_r"}, {"out_l", "out_r"}};
	static const char* const controls[]  = {"listen", "answer_a", "answer_b", "start", "abort", "trials", "match"};
	static const char* const results[]   = {"state", "trial", "correct", "p_value", "level_error"};
	symbol[0]                            = '\0';
	switch (port->kind) {
	case ZOUT_ABX_PORT_IN:
	case ZOUT_ABX_PORT_OUT:
		snprintf(symbol, size, "%s", audio[port->kind == ZOUT_ABX_PORT_OUT][port->which]);
		break;
	case ZOUT_ABX_PORT_LATENCY:
		snprintf(symbol, size, "latency");
		break;
	case ZOUT_ABX_PORT_PARAM:
		snprintf(symbol, size, "%s%s", prefix_of(port), zout_param_info((ZoutParam)port->which)->symbol);
		break;
	case ZOUT_ABX_PORT_CONTROL:
		snprintf(symbol, size, "%s", controls[port->which]);
		break;
	case ZOUT_ABX_PORT_RESULT:
		snprintf(symbol, size, "%s", results[port->which]);
		break;
	case ZOUT_ABX_PORT_NONE:
		break;
	}
}

static void
test_code_connects_each_port_as_its_symbol_says(void** const state)
{
	const Bundle abx  = blind_test((const Bundle*)*state);
	unsigned     each = 0; // Parameters that each chain has
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		const ZoutGroup group = zout_param_info((ZoutParam)i)->group;
		each += group == ZOUT_GROUP_AMPLIFIER || group == ZOUT_GROUP_EUPHONIC ? 1U : 0U;
	}
	const unsigned n_ports = lilv_plugin_get_num_ports(abx.plugin);
	assert_int_equal(n_ports, 4 + 1 + ZOUT_N_PARAMS + each + 7 + 5);
	for (unsigned i = 0; i < n_ports; ++i) {
		const ZoutAbxPort port = zout_abx_port(i);
		char              symbol[64];
		expected_symbol(&port, symbol, sizeof(symbol));
		assert_string_equal(symbol_at(&abx, i), symbol);
		assert_int_equal(lilv_port_get_index(abx.plugin, port_of(&abx, symbol)), i);
	}
	assert_int_equal(zout_abx_port(n_ports).kind, ZOUT_ABX_PORT_NONE);
	assert_int_equal(zout_abx_port(UINT32_MAX).kind, ZOUT_ABX_PORT_NONE);
}

/// The order is for ever. New ports go behind these
static void
test_symbols_stand_where_they_always_stood(void** const state)
{
	const Bundle abx = blind_test((const Bundle*)*state);
	static const struct {
		unsigned    index;
		const char* symbol;
	} places[] = {{0, "in_l"},
	              {2, "out_l"},
	              {4, "enabled"},
	              {5, "latency"},
	              {6, "source_level"},
	              {11, "a_gain"},
	              {30, "a_euphonic_polarity"},
	              {31, "b_gain"},
	              {50, "b_euphonic_polarity"},
	              {51, "resistance"},
	              {63, "sensitivity"},
	              {64, "listen"},
	              {70, "match"},
	              {71, "state"},
	              {75, "level_error"}};
	for (unsigned i = 0; i < sizeof(places) / sizeof(places[0]); ++i) {
		assert_string_equal(symbol_at(&abx, places[i].index), places[i].symbol);
	}
}

/// One property of a port of each plugin, "A " and the like taken off before names
static void
assert_same_text(const Bundle* const amp, const Bundle* const abx, const unsigned index, const char* const property)
{
	const ZoutAbxPort port  = zout_abx_port(index);
	const char* const base  = zout_param_info((ZoutParam)port.which)->symbol;
	const bool        named = *prefix_of(&port) && strstr(property, "ame"); // name and shortName
	char              wanted[512], have[512];
	const char* const text = bundle_port_text(amp, port_of(amp, base), property);
	snprintf(wanted, sizeof(wanted), "%s%.500s", named ? (port.chain ? "B " : "A ") : "", text);
	snprintf(have, sizeof(have), "%s", bundle_port_text(abx, port_at(abx, index), property));
	assert_string_equal(have, wanted);
}

static void
test_parameters_are_described_as_in_the_amplifier(void** const state)
{
	const Bundle* const      amp          = (const Bundle*)*state;
	const Bundle             abx          = blind_test(amp);
	static const char* const properties[] = {LV2_CORE__name,
	                                         LILV_NS_LV2 "shortName",
	                                         RDFS_COMMENT,
	                                         LV2_CORE__default,
	                                         LV2_CORE__minimum,
	                                         LV2_CORE__maximum,
	                                         LV2_UNITS__unit,
	                                         LV2_CORE__designation};
	for (unsigned i = 0; i < lilv_plugin_get_num_ports(abx.plugin); ++i) {
		for (unsigned p = 0; p < sizeof(properties) / sizeof(properties[0]); ++p) {
			if (zout_abx_port(i).kind == ZOUT_ABX_PORT_PARAM) {
				assert_same_text(amp, &abx, i, properties[p]);
			}
		}
	}
}

static bool
has_property(const Bundle* const bundle, const LilvPort* const port, const char* const property)
{
	LilvNode* const node   = lilv_new_uri(bundle->world, property);
	const bool      result = lilv_port_has_property(bundle->plugin, port, node);
	lilv_node_free(node);
	return result;
}

static void
test_every_port_has_group_comment_range_and_short_name(void** const state)
{
	const Bundle    abx    = blind_test((const Bundle*)*state);
	LilvNode* const symbol = lilv_new_uri(abx.world, LV2_CORE__symbol);
	for (unsigned i = 0; i < lilv_plugin_get_num_ports(abx.plugin); ++i) {
		const LilvPort* const port = port_at(&abx, i);
		LilvNode* const       uri  = lilv_new_uri(abx.world, bundle_port_text(&abx, port, LV2_PORT_GROUPS__group));
		assert_non_null(uri);
		assert_int_equal(strncmp(lilv_node_as_uri(uri), ZOUT_ABX_URI ":group#", strlen(ZOUT_ABX_URI ":group#")), 0);
		LilvNode* const group = lilv_world_get(abx.world, uri, symbol, NULL);
		assert_non_null(group);
		lilv_node_free(group);
		lilv_node_free(uri);
		assert_string_not_equal(bundle_port_text(&abx, port, RDFS_COMMENT), "");
		assert_in_range(strlen(bundle_port_text(&abx, port, LILV_NS_LV2 "shortName")), 1, 16);
		assert_true(i < 4 || has_property(&abx, port, LV2_CORE__connectionOptional));
	}
	lilv_node_free(symbol);
}

static void
assert_range(const Bundle* const abx, const char* const symbol, const float min, const float def, const float max)
{
	const LilvPort* const port = port_of(abx, symbol);
	LilvNode *            d, *lo, *hi;
	lilv_port_get_range(abx->plugin, port, &d, &lo, &hi);
	assert_float_equal(lilv_node_as_float(lo), min, 0.0);
	assert_float_equal(lilv_node_as_float(d), def, 0.0);
	assert_float_equal(lilv_node_as_float(hi), max, 0.0);
	lilv_node_free(hi);
	lilv_node_free(lo);
	lilv_node_free(d);
}

static void
test_session_ports_have_the_ranges_of_the_protocol(void** const state)
{
	const Bundle             abx        = blind_test((const Bundle*)*state);
	static const char* const triggers[] = {"answer_a", "answer_b", "start", "abort"};
	ZoutAbxPlan              plan;
	zout_abx_plan_init(&plan);
	assert_range(&abx, "listen", 0.0F, zout_abx_control_default(ZOUT_ABX_PORT_LISTEN), 2.0F);
	assert_range(&abx, "trials", ZOUT_ABX_MIN_TRIALS, (float)plan.trials, ZOUT_ABX_MAX_TRIALS);
	assert_float_equal(zout_abx_control_default(ZOUT_ABX_PORT_TRIALS), (float)plan.trials, 0.0);
	assert_range(&abx, "match", 0.0F, zout_abx_control_default(ZOUT_ABX_PORT_MATCH), 2.0F);
	assert_range(&abx, "state", 0.0F, 0.0F, 6.0F);
	assert_range(&abx, "trial", 0.0F, 0.0F, ZOUT_ABX_MAX_TRIALS);
	assert_range(&abx, "correct", -1.0F, -1.0F, ZOUT_ABX_MAX_TRIALS);
	assert_range(&abx, "p_value", 0.0F, 1.0F, 1.0F);
	assert_range(&abx, "level_error", -1.0F, -1.0F, 100.0F);
	for (unsigned i = 0; i < sizeof(triggers) / sizeof(triggers[0]); ++i) {
		assert_range(&abx, triggers[i], 0.0F, 0.0F, 1.0F);
		assert_true(has_property(&abx, port_of(&abx, triggers[i]), LV2_CORE__toggled));
		assert_true(has_property(&abx, port_of(&abx, triggers[i]), LV2_PORT_PROPS__trigger));
	}
}

static void
test_state_is_declared_and_nothing_is_required(void** const state)
{
	const Bundle     abx      = blind_test((const Bundle*)*state);
	LilvNodes* const required = lilv_plugin_get_required_features(abx.plugin);
	LilvNodes* const data     = lilv_plugin_get_extension_data(abx.plugin);
	LilvNode* const  map      = lilv_new_uri(abx.world, LV2_URID__map);
	assert_int_equal(lilv_nodes_size(required), 0);
	assert_int_equal(lilv_nodes_size(data), 1);
	assert_string_equal(lilv_node_as_uri(lilv_nodes_get_first(data)), LV2_STATE__interface);
	assert_true(lilv_plugin_has_feature(abx.plugin, map));
	lilv_node_free(map);
	lilv_nodes_free(data);
	lilv_nodes_free(required);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_code_connects_each_port_as_its_symbol_says),
		cmocka_unit_test(test_symbols_stand_where_they_always_stood),
		cmocka_unit_test(test_parameters_are_described_as_in_the_amplifier),
		cmocka_unit_test(test_every_port_has_group_comment_range_and_short_name),
		cmocka_unit_test(test_session_ports_have_the_ranges_of_the_protocol),
		cmocka_unit_test(test_state_is_declared_and_nothing_is_required),
	};
	return cmocka_run_group_tests(tests, bundle_setup, bundle_teardown);
}
