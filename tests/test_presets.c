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

/// Every preset that has been shipped; none may be lost again
static const struct {
	const char* uri;
	const char* label;
} shipped[] = {
	{"urn:zout:preset:amps:wire", "Wire with gain"},
	{"urn:zout:preset:amps:hpa-1", "Pass Labs HPA-1"},
	{"urn:zout:preset:amps:rme-adi-2-pro", "RME ADI-2 Pro"},
	{"urn:zout:preset:amps:laptop-75-ohm", "Laptop jack, 75 ohm"},
	{"urn:zout:preset:amps:otl-120-ohm", "OTL tube class, 120 ohm"},
	{"urn:zout:preset:amps:magni-2-uber", "Schiit Magni 2 Uber"},
	{"urn:zout:preset:amps:magni-3", "Schiit Magni 3"},
	{"urn:zout:preset:amps:thx-aaa-789", "Massdrop THX AAA 789"},
	{"urn:zout:preset:amps:fulla-2", "Schiit Fulla 2"},
	{"urn:zout:preset:amps:o2", "O2 class"},
	{"urn:zout:preset:amps:macbook-air-2024", "Apple MacBook Air 2024, below 150 ohm"},
	{"urn:zout:preset:amps:macbook-air-2024-high", "Apple MacBook Air 2024, 150 ohm and up"},
	{"urn:zout:preset:amps:dongle", "Phone dongle class"},
	{"urn:zout:preset:amps:uca202", "Behringer UCA202"},
	{"urn:zout:preset:amps:distribution", "Distribution amplifier class"},
	{"urn:zout:preset:amps:vali-2-plus", "Schiit Vali 2+"},
	{"urn:zout:preset:amps:rh-5", "Rogue Audio RH-5"},
	{"urn:zout:preset:amps:hpa4", "Benchmark HPA4"},
	{"urn:zout:preset:amps:hp-1", "Neurochrome HP-1"},
	{"urn:zout:preset:amps:mini-i-pro-3", "Matrix mini-i Pro 3"},
	{"urn:zout:preset:amps:rme-iem", "RME ADI-2 DAC FS, IEM output"},
	{"urn:zout:preset:amps:iec-61938", "IEC 61938 source, 120 ohm"},
	{"urn:zout:preset:amps:magni-heresy", "Schiit Magni Heresy class"},
	{"urn:zout:preset:amps:av-receiver-39-ohm", "AV receiver jack, 39 ohm"},
	{"urn:zout:preset:amps:dac-50-ohm", "Converter jack, 50 ohm"},
	{"urn:zout:preset:amps:otl-14-ohm", "OTL tube class, 14 ohm"},
	{"urn:zout:preset:phones:hd650", "Sennheiser HD650"},
	{"urn:zout:preset:phones:k701", "AKG K701"},
	{"urn:zout:preset:phones:dt990-pro-250", "Beyerdynamic DT990 Pro 250"},
	{"urn:zout:preset:phones:lcd-x", "Audeze LCD-X"},
	{"urn:zout:preset:phones:expanse", "Dan Clark Expanse"},
	{"urn:zout:preset:phones:hd660s", "Sennheiser HD660S"},
	{"urn:zout:preset:phones:hd620s", "Sennheiser HD620S"},
	{"urn:zout:preset:phones:hd560s", "Sennheiser HD560S"},
	{"urn:zout:preset:phones:dt880-600", "Beyerdynamic DT880 600"},
	{"urn:zout:preset:phones:dt1990-pro", "Beyerdynamic DT1990 Pro"},
	{"urn:zout:preset:phones:mdr-7506", "Sony MDR-7506"},
	{"urn:zout:preset:phones:sr60x", "Grado SR60x"},
	{"urn:zout:preset:phones:utopia-2016", "Focal Utopia 2016"},
	{"urn:zout:preset:phones:hd600", "Sennheiser HD600 class"},
	{"urn:zout:preset:phones:ath-m50x", "Audio-Technica ATH-M50x"},
	{"urn:zout:preset:phones:lcd-xc", "Audeze LCD-XC"},
	{"urn:zout:preset:phones:sundara", "HiFiMan Sundara"},
	{"urn:zout:preset:phones:he400se", "HiFiMan HE400se Stealth"},
	{"urn:zout:preset:phones:he-6", "HiFiMan HE-6"},
	{"urn:zout:preset:phones:he-6se", "HiFiMan HE-6se"},
	{"urn:zout:preset:phones:susvara", "HiFiMan Susvara"},
	{"urn:zout:preset:phones:westone-3", "Westone 3"},
	{"urn:zout:preset:phones:se310", "Shure SE310"},
	{"urn:zout:preset:phones:ue-18-pro", "Ultimate Ears 18 Pro"},
	{"urn:zout:preset:phones:ps-200", "Phiaton PS 200"},
	{"urn:zout:preset:phones:se215", "Shure SE215 class"},
	{"urn:zout:preset:phones:se535", "Shure SE535 class"},
	{"urn:zout:preset:phones:se846", "Shure SE846 class"},
	{"urn:zout:preset:phones:er4sr", "Etymotic ER4SR class"},
	{"urn:zout:preset:phones:aria", "Moondrop Aria class"},
	{"urn:zout:preset:phones:andromeda", "Campfire Andromeda class"},
	{"urn:zout:preset:phones:ksc75", "Koss KSC75 class"},
	{"urn:zout:preset:phones:aeon-closed", "MrSpeakers Aeon closed"},
	{"urn:zout:preset:phones:sr60i", "Grado SR60i"},
	{"urn:zout:preset:phones:sr80x", "Grado SR80x class"},
	{"urn:zout:preset:phones:lcd-2", "Audeze LCD-2"},
	{"urn:zout:preset:phones:hd800s", "Sennheiser HD800S class"},
	{"urn:zout:preset:phones:dt770-80", "Beyerdynamic DT770 80 class"},
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

/// Number of presets in `bank` whose comment contains `word`
static unsigned
count_presets(const Bundle* const bundle, const char* const bank, const char* const word)
{
	LilvNode* const  bank_predicate    = lilv_new_uri(bundle->world, PSET "bank");
	LilvNode* const  comment_predicate = lilv_new_uri(bundle->world, LILV_NS_RDFS "comment");
	LilvNodes* const presets           = declared_presets(bundle);
	unsigned         count             = 0;
	LILV_FOREACH(nodes, i, presets)
	{
		const LilvNode* const preset = lilv_nodes_get(presets, i);
		lilv_world_load_resource(bundle->world, preset);
		LilvNode* const in_bank = lilv_world_get(bundle->world, preset, bank_predicate, NULL);
		LilvNode* const comment = lilv_world_get(bundle->world, preset, comment_predicate, NULL);
		count += in_bank && comment && !strcmp(lilv_node_as_string(in_bank), bank) &&
		         strstr(lilv_node_as_string(comment), word);
		lilv_node_free(comment);
		lilv_node_free(in_bank);
	}
	lilv_nodes_free(presets);
	lilv_node_free(comment_predicate);
	lilv_node_free(bank_predicate);
	return count;
}

static void
test_there_is_a_choice_of_every_kind(void** const state)
{
	const Bundle* const bundle = (const Bundle*)*state;
	assert_true(count_presets(bundle, "urn:zout:bank:amps", "") >= 16);
	assert_true(count_presets(bundle, "urn:zout:bank:phones", "") >= 24);
	assert_true(count_presets(bundle, "urn:zout:bank:phones", "dynamic headphone") >= 8);
	assert_true(count_presets(bundle, "urn:zout:bank:phones", "planar magnetic") >= 6);
	assert_true(count_presets(bundle, "urn:zout:bank:phones", "In-ear monitor") >= 6);
}

/// What nobody has verified must be marked so, in the comment and at every number
static void
test_unverified_presets_claim_nothing(void** const state)
{
	const Bundle* const      bundle    = (const Bundle*)*state;
	static const char* const uris[]    = {"urn:zout:preset:amps:magni-3",
	                                      "urn:zout:preset:amps:thx-aaa-789",
	                                      "urn:zout:preset:amps:fulla-2",
	                                      "urn:zout:preset:amps:magni-heresy"};
	LilvNode* const          predicate = lilv_new_uri(bundle->world, LILV_NS_RDFS "comment");
	LilvNode* const          port      = lilv_new_uri(bundle->world, LILV_NS_LV2 "port");
	LilvNode* const          sure      = lilv_new_uri(bundle->world, ZOUT_NS_URI "confidence");
	for (unsigned i = 0; i < sizeof(uris) / sizeof(uris[0]); ++i) {
		LilvNode* const preset = lilv_new_uri(bundle->world, uris[i]);
		lilv_world_load_resource(bundle->world, preset);
		LilvNode* const comment = lilv_world_get(bundle->world, preset, predicate, NULL);
		assert_non_null(comment);
		assert_non_null(strstr(lilv_node_as_string(comment), "numbers are unverified"));
		LilvNodes* const ports = lilv_world_find_nodes(bundle->world, preset, port, NULL);
		LILV_FOREACH(nodes, j, ports)
		{
			LilvNode* const confidence = lilv_world_get(bundle->world, lilv_nodes_get(ports, j), sure, NULL);
			assert_non_null(confidence);
			assert_string_equal(lilv_node_as_string(confidence), "assumed");
			lilv_node_free(confidence);
		}
		lilv_nodes_free(ports);
		lilv_node_free(comment);
		lilv_node_free(preset);
	}
	lilv_node_free(sure);
	lilv_node_free(port);
	lilv_node_free(predicate);
}

/// Whether a port has this literal, among others perhaps
static bool
port_says(const Bundle* const bundle, const LilvNode* const port, const char* const what, const char* const text)
{
	LilvNode* const predicate = lilv_new_uri(bundle->world, what);
	LilvNode* const found     = lilv_world_get(bundle->world, port, predicate, NULL);
	const bool      says      = found && !strcmp(lilv_node_as_string(found), text);
	lilv_node_free(found);
	lilv_node_free(predicate);
	return says;
}

/// The port of a preset that has this symbol, NULL if there is none; must be freed by the caller
static LilvNode*
find_port(const Bundle* const bundle, const LilvNode* const preset, const char* const symbol)
{
	LilvNode* const  predicate = lilv_new_uri(bundle->world, LILV_NS_LV2 "port");
	LilvNodes* const ports     = lilv_world_find_nodes(bundle->world, preset, predicate, NULL);
	LilvNode*        found     = NULL;
	LILV_FOREACH(nodes, i, ports)
	{
		const LilvNode* const port = lilv_nodes_get(ports, i);
		if (!found && port_says(bundle, port, LILV_NS_LV2 "symbol", symbol)) {
			found = lilv_node_duplicate(port);
		}
	}
	lilv_nodes_free(ports);
	lilv_node_free(predicate);
	return found;
}

/// Every coil has some: none is what is inferred from a phase that hardly turns, or taken for granted
static void
test_no_coil_is_measured_to_have_no_inductance(void** const state)
{
	const Bundle* const bundle  = (const Bundle*)*state;
	LilvNodes* const    presets = declared_presets(bundle);
	unsigned            none    = 0;
	LILV_FOREACH(nodes, i, presets)
	{
		const LilvNode* const preset = lilv_nodes_get(presets, i);
		lilv_world_load_resource(bundle->world, preset);
		LilvNode* const coil = find_port(bundle, preset, "inductance");
		if (coil && port_says(bundle, coil, PSET "value", "0.0")) {
			assert_false(port_says(bundle, coil, ZOUT_NS_URI "confidence", "measured"));
			++none;
		}
		lilv_node_free(coil);
	}
	assert_true(none >= 10); // as planar diaphragms have next to none
	lilv_nodes_free(presets);
}

/// Whose impedance nobody has verified is named after what it is like
static void
test_an_assumed_impedance_is_that_of_a_class(void** const state)
{
	const Bundle* const bundle  = (const Bundle*)*state;
	LilvNodes* const    presets = declared_presets(bundle);
	LilvNode* const     label   = lilv_new_uri(bundle->world, LILV_NS_RDFS "label");
	unsigned            classes = 0;
	LILV_FOREACH(nodes, i, presets)
	{
		const LilvNode* const preset = lilv_nodes_get(presets, i);
		lilv_world_load_resource(bundle->world, preset);
		LilvNode* const resistance = find_port(bundle, preset, "resistance");
		LilvNode* const name       = lilv_world_get(bundle->world, preset, label, NULL);
		if (resistance && port_says(bundle, resistance, ZOUT_NS_URI "confidence", "assumed")) {
			assert_non_null(strstr(lilv_node_as_string(name), " class"));
			++classes;
		}
		lilv_node_free(name);
		lilv_node_free(resistance);
	}
	assert_true(classes >= 10);
	lilv_node_free(label);
	lilv_nodes_free(presets);
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
		cmocka_unit_test(test_there_is_a_choice_of_every_kind),
		cmocka_unit_test(test_unverified_presets_claim_nothing),
		cmocka_unit_test(test_no_coil_is_measured_to_have_no_inductance),
		cmocka_unit_test(test_an_assumed_impedance_is_that_of_a_class),
		cmocka_unit_test(test_wire_changes_nothing),
		cmocka_unit_test(test_check_sees_what_is_wrong),
	};
	return cmocka_run_group_tests_name("presets", tests, bundle_setup, bundle_teardown);
}
