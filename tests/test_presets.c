// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Every preset sets every port of its group, within range, and says of every number where it comes from. To show
 * that the check sees what it should, it is also run on a preset that was spoilt in one way at a time.
 */

#define _XOPEN_SOURCE 700 // mkdtemp(), realpath()

#include "bundle.h"
#include "preset_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PSET "http://lv2plug.in/ns/ext/presets#"

/// Every preset of the first release, which may not lose one again
static const struct {
	const char* uri;
	const char* label;
} shipped[] = {
	{"urn:zout:preset:amps:wire", "Wire with gain"},
	{"urn:zout:preset:amps:hpa-1", "Pass Labs HPA-1"},
	{"urn:zout:preset:amps:rme-adi-2-pro", "RME ADI-2 Pro"},
	{"urn:zout:preset:amps:laptop-75-ohm", "Laptop jack, 75 ohm"},
	{"urn:zout:preset:amps:otl-120-ohm", "OTL tube class, 120 ohm"},
	{"urn:zout:preset:phones:hd650", "Sennheiser HD650"},
	{"urn:zout:preset:phones:k701", "AKG K701"},
	{"urn:zout:preset:phones:dt990-pro-250", "Beyerdynamic DT990 Pro 250"},
	{"urn:zout:preset:phones:lcd-x", "Audeze LCD-X"},
	{"urn:zout:preset:phones:expanse", "Dan Clark Expanse"},
};

/// The presets that the manifest declares for the plugin; must be freed by the caller with lilv_nodes_free()
static LilvNodes*
declared_presets(const Bundle* const bundle)
{
	LilvNode* const  type    = lilv_new_uri(bundle->world, PSET "Preset");
	LilvNodes* const presets = lilv_plugin_get_related(bundle->plugin, type);
	lilv_node_free(type);
	return presets;
}

static void
test_every_preset_of_the_bundle_is_complete_and_sourced(void** const state)
{
	const Bundle* const bundle  = (const Bundle*)*state;
	LilvNodes* const    presets = declared_presets(bundle);
	assert_true(lilv_nodes_size(presets) >= sizeof(shipped) / sizeof(shipped[0]));
	LILV_FOREACH(nodes, i, presets)
	{
		char problem[256];
		if (!preset_check(bundle, lilv_nodes_get(presets, i), problem, sizeof(problem))) {
			fail_msg("%s", problem);
		}
	}
	lilv_nodes_free(presets);
}

static void
test_shipped_presets_keep_uri_and_label(void** const state)
{
	const Bundle* const bundle    = (const Bundle*)*state;
	LilvNode* const     predicate = lilv_new_uri(bundle->world, LILV_NS_RDFS "label");
	for (unsigned i = 0; i < sizeof(shipped) / sizeof(shipped[0]); ++i) {
		LilvNode* const preset = lilv_new_uri(bundle->world, shipped[i].uri);
		lilv_world_load_resource(bundle->world, preset);
		LilvNode* const label = lilv_world_get(bundle->world, preset, predicate, NULL);
		assert_non_null(label);
		assert_string_equal(lilv_node_as_string(label), shipped[i].label);
		lilv_node_free(label);
		lilv_node_free(preset);
	}
	lilv_node_free(predicate);
}

static void
test_wire_changes_nothing(void** const state)
{
	const Bundle* const bundle = (const Bundle*)*state;
	static const struct {
		ZoutParam param;
		float     value;
	} transparent[] = {{ZOUT_GAIN, 0.0F},
	                   {ZOUT_OUTPUT_IMPEDANCE, 0.0F},
	                   {ZOUT_OUTPUT_CAPACITOR, 0.0F},
	                   {ZOUT_MAX_VOLTAGE, 50.0F},
	                   {ZOUT_CLIP_RESISTANCE, 0.0F},
	                   {ZOUT_MAX_CURRENT, 5000.0F},
	                   {ZOUT_BANDWIDTH, 1000.0F},
	                   {ZOUT_H2, -140.0F},
	                   {ZOUT_H3, -140.0F},
	                   {ZOUT_CURRENT_H2, -140.0F},
	                   {ZOUT_NOISE, 0.0F},
	                   {ZOUT_HUM, 0.0F},
	                   {ZOUT_CROSSTALK, -140.0F},
	                   {ZOUT_TRACKING, 0.0F}};
	for (unsigned i = 0; i < sizeof(transparent) / sizeof(transparent[0]); ++i) {
		assert_true(preset_value(bundle, "urn:zout:preset:amps:wire", transparent[i].param) == transparent[i].value);
	}
}

/// Text of a file; must be freed by the caller
static char*
read_text(const char* const path)
{
	FILE* const file = fopen(path, "r");
	assert_non_null(file);
	char* const  text = (char*)calloc(1, 65536);
	const size_t size = fread(text, 1, 65535, file);
	assert_in_range(size, 1, 65534);
	fclose(file);
	return text;
}

static void
write_text(const char* const path, const char* const text)
{
	FILE* const file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/// Makes a bundle with one preset, `text`, and the plugin's own description, in `dir`
static void
write_bundle(const char* const dir, const char* const text)
{
	char manifest[1024];
	char path[128];
	snprintf(path, sizeof(path), "%s/preset.ttl", dir);
	write_text(path, text);
	char* const described = bundle_path("amp.ttl");
	char* const absolute  = realpath(described, NULL);
	assert_non_null(absolute);
	snprintf(manifest,
	         sizeof(manifest),
	         "@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
	         "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
	         "<" ZOUT_AMP_URI "> a lv2:Plugin ; lv2:binary <zout.so> ; rdfs:seeAlso <file://%s> .\n"
	         "<urn:zout:preset:phones:hd650> a <" PSET "Preset> ;\n"
	         "	lv2:appliesTo <" ZOUT_AMP_URI "> ; rdfs:seeAlso <preset.ttl> .\n"
	         "<urn:zout:bank:phones> rdfs:label \"Headphones\" .\n",
	         absolute);
	snprintf(path, sizeof(path), "%s/manifest.ttl", dir);
	write_text(path, manifest);
	free(absolute);
	free(described);
}

/// What preset_check() says of the HD650 with the first `old` turned into `new`, "" if nothing
static const char*
problem_of_spoilt(const char* const old, const char* const new)
{
	static char problem[256];
	char        dir[] = "/tmp/zout-test-XXXXXX";
	char        path[64];
	char* const good = read_text("presets/phones/hd650.ttl");
	char* const spot = strstr(good, old);
	assert_non_null(spot);

	char* const spoilt = (char*)calloc(1, strlen(good) + strlen(new) + 1);
	memcpy(spoilt, good, (size_t)(spot - good));
	strcat(spoilt, new);
	strcat(spoilt, spot + strlen(old));
	assert_non_null(mkdtemp(dir));
	write_bundle(dir, spoilt);

	Bundle bundle;
	snprintf(path, sizeof(path), "%s/", dir);
	bundle_load(&bundle, path);
	LilvNode* const preset = lilv_new_uri(bundle.world, "urn:zout:preset:phones:hd650");
	problem[0]             = '\0';
	preset_check(&bundle, preset, problem, sizeof(problem));

	lilv_node_free(preset);
	bundle_free(&bundle);
	snprintf(path, sizeof(path), "%s/manifest.ttl", dir);
	unlink(path);
	snprintf(path, sizeof(path), "%s/preset.ttl", dir);
	unlink(path);
	rmdir(dir);
	free(spoilt);
	free(good);
	return problem;
}

static void
test_check_sees_what_is_wrong(void** const state)
{
	(void)state;
	static const struct {
		const char* old;
		const char* new;
		const char* problem; ///< What the complaint must hold; "" for no complaint
	} cases[] = {
		{"309.0", "310.0", ""},
		{"zout:source", "rdfs:comment", "resistance: no source"},
		{"zout:source \"Fit", "zout:source \" \" ; rdfs:comment \"Fit", "resistance: no source"},
		{"zout:confidence \"computed\" ;", "", "resistance: no confidence"},
		{"\"computed\"", "\"certain\"", "resistance: unknown confidence"},
		{"309.0", "1001.0", "resistance: out of range"},
		{"309.0", "\"NaN\"", "resistance: not a number"},
		{"pset:value 309.0 ;", "", "resistance: not a number"},
		{"\"resistance\"", "\"volume\"", "volume: not a port of this bank"},
		{"\"resistance\"", "\"euphonic\"", "euphonic: not a port of this bank"},
		{"\"resistance\"", "\"resistence\"", "resistence: no such port"},
		{"\"resistance\"", "\"f1\"", "f1: set twice"},
		{"lv2:symbol \"resistance\" ;", "", "a port without a symbol"},
		{"\t] , [\n\t\tlv2:symbol \"sensitivity\"",
	     "\t] .\n[] lv2:port [\n\t\tlv2:symbol \"x\"",
	     "sensitivity: missing"},
		{"pset:bank <urn:zout:bank:phones> ;", "", "no bank"},
		{"urn:zout:bank:phones", "urn:zout:bank:amps", "not a port of this bank"},
		{"rdfs:label \"Sennheiser HD650\" ;", "", "no label"},
	};
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
		const char* const problem = problem_of_spoilt(cases[i].old, cases[i].new);
		if (cases[i].problem[0] ? !strstr(problem, cases[i].problem) : problem[0] != '\0') {
			fail_msg("\"%s\" as \"%s\": got \"%s\"", cases[i].old, cases[i].new, problem);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_preset_of_the_bundle_is_complete_and_sourced),
		cmocka_unit_test(test_shipped_presets_keep_uri_and_label),
		cmocka_unit_test(test_wire_changes_nothing),
		cmocka_unit_test(test_check_sees_what_is_wrong),
	};
	return cmocka_run_group_tests_name("presets", tests, bundle_setup, bundle_teardown);
}
