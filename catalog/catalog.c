// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _XOPEN_SOURCE 700

#include "catalog/catalog.h"

#include "catalog/bundles.h"
#include "catalog/quiet.h"
#include "catalog/suggest.h"

#include <limits.h>
#include <lv2/core/lv2.h>
#include <lv2/presets/presets.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static const ZoutBankInfo banks[ZOUT_N_BANKS] = {
	{"amps", "amplifier", "Amplifiers", "urn:zout:preset:amps:"},
	{"phones", "headphone", "Headphones", "urn:zout:preset:phones:"},
};

const ZoutBankInfo*
zout_bank_info(const ZoutBank bank)
{
	return &banks[bank];
}

/// Loads the bundle in `directory`; false if there is none
static bool
load_bundle(ZoutCatalog* const catalog, const char* const directory)
{
	char path[PATH_MAX + 32];
	snprintf(path, sizeof(path), "%s/zout.lv2/manifest.ttl", directory);
	if (access(path, R_OK)) {
		return false;
	}
	snprintf(path, sizeof(path), "%s/zout.lv2/", directory);
	LilvNode* const bundle = lilv_new_file_uri(catalog->world, NULL, path);
	lilv_world_load_bundle(catalog->world, bundle);
	lilv_node_free(bundle);
	return true;
}

/// Loads the bundle from the first of some places, as seen from a directory
static bool
load_bundle_near(ZoutCatalog* const       catalog,
                 const char* const        directory,
                 const char* const* const places,
                 const unsigned           n_places)
{
	bool loaded = false;
	for (unsigned i = 0; i < n_places && !loaded; ++i) {
		char path[PATH_MAX];
		loaded = (size_t)snprintf(path, sizeof(path), "%s%s", directory, places[i]) < sizeof(path) &&
		         load_bundle(catalog, path);
	}
	return loaded;
}

/// Loads the bundle from the folder of the program, or from where one is installed with a program in bin
static bool
load_bundle_beside_program(ZoutCatalog* const catalog)
{
	// The names that LIBDIR has in distributions: the program may be installed for another one than it was built for
	static const char* const places[] = {"", "/../lib/lv2", "/../lib64/lv2", "/../lib/" ZOUT_MULTIARCH "/lv2"};
	char                     path[PATH_MAX];
	const ssize_t            length = readlink("/proc/self/exe", path, sizeof(path) - 1);
	if (length <= 0) {
		return false;
	}
	path[length]      = '\0';
	char* const slash = strrchr(path, '/');
	if (slash) {
		*slash = '\0';
	}
	return load_bundle_near(catalog, path, places, sizeof(places) / sizeof(places[0]));
}

/// Loads the bundle from a folder of LV2_PATH, and looks no further where it is
static bool
load_bundle_in_folder(void* const user, const char* const folder)
{
	return !load_bundle((ZoutCatalog*)user, folder);
}

static LilvNodes*
find_presets(LilvWorld* const world)
{
	LilvNode* const  applies_to = lilv_new_uri(world, LV2_CORE__appliesTo);
	LilvNode* const  amp        = lilv_new_uri(world, ZOUT_AMP_URI);
	LilvNodes* const nodes      = lilv_world_find_nodes(world, NULL, applies_to, amp);
	lilv_node_free(amp);
	lilv_node_free(applies_to);
	return nodes;
}

/// Takes a node if it is one of our own presets
static void
add_preset(ZoutCatalog* const catalog, const LilvNode* const node)
{
	const char* const uri = lilv_node_is_uri(node) ? lilv_node_as_uri(node) : "";
	for (unsigned bank = 0; bank < ZOUT_N_BANKS; ++bank) {
		const size_t length = strlen(banks[bank].prefix);
		if (!strncmp(uri, banks[bank].prefix, length)) {
			ZoutPreset* const preset = &catalog->presets[catalog->n_presets++];
			preset->bank             = (ZoutBank)bank;
			preset->node             = node;
			preset->uri              = uri;
			preset->name             = uri + length;
			preset->loaded           = lilv_world_load_resource(catalog->world, node) > 0;

			LilvNode* const rdfs_label = lilv_new_uri(catalog->world, LILV_NS_RDFS "label");
			LilvNode* const label      = lilv_world_get(catalog->world, node, rdfs_label, NULL);
			preset->label              = strdup(label ? lilv_node_as_string(label) : preset->name);
			lilv_node_free(label);
			lilv_node_free(rdfs_label);
		}
	}
}

static int
compare_presets(const void* const a, const void* const b)
{
	const ZoutPreset* const x = (const ZoutPreset*)a;
	const ZoutPreset* const y = (const ZoutPreset*)b;
	return x->bank != y->bank ? (int)x->bank - (int)y->bank : strcmp(x->label, y->label);
}

/// Fills the catalogue from the world
static ZoutAudioStatus
take_presets(ZoutCatalog* const catalog, ZoutAudioError* const error)
{
	catalog->nodes   = find_presets(catalog->world);
	catalog->presets = (ZoutPreset*)calloc(lilv_nodes_size(catalog->nodes) + 1U, sizeof(ZoutPreset));
	if (!catalog->presets) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	LILV_FOREACH(nodes, i, catalog->nodes)
	{
		add_preset(catalog, lilv_nodes_get(catalog->nodes, i));
	}
	for (unsigned i = 0; i < catalog->n_presets; ++i) {
		if (!catalog->presets[i].label) {
			return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
		}
	}
	qsort(catalog->presets, catalog->n_presets, sizeof(ZoutPreset), compare_presets);
	return catalog->n_presets
	           ? ZOUT_AUDIO_SUCCESS
	           : zout_audio_fail(error,
	                             ZOUT_AUDIO_FAILED,
	                             "cannot find the bundle zout.lv2, expected beside the %s, in %s or in LV2_PATH",
	                             catalog->guest ? "module" : "program",
	                             ZOUT_LV2DIR);
}

/// Prepares an empty catalogue
static ZoutAudioStatus
begin(ZoutCatalog* const catalog, const bool guest, ZoutAudioError* const error)
{
	memset(catalog, 0, sizeof(*catalog));
	catalog->guest = guest;
	catalog->world = lilv_world_new();
	return catalog->world ? ZOUT_AUDIO_SUCCESS : zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
}

/// Fills the catalogue, from where hosts find bundles unless ours is there already
static ZoutAudioStatus
finish(ZoutCatalog* const catalog, const bool loaded, ZoutAudioError* const error)
{
	if (!loaded && !load_bundle(catalog, ZOUT_LV2DIR)) {
		zout_bundles_folders(load_bundle_in_folder, catalog);
	}
	return take_presets(catalog, error);
}

ZoutAudioStatus
zout_catalog_open(ZoutCatalog* const catalog, ZoutAudioError* const error)
{
	ZoutAudioStatus status = begin(catalog, false, error);
	if (!status) {
		const int saved = zout_quiet_begin();
		status          = finish(catalog, load_bundle_beside_program(catalog), error);
		zout_quiet_end(saved);
	}
	return status;
}

ZoutAudioStatus
zout_catalog_open_beside(ZoutCatalog* const catalog, const char* const directory, ZoutAudioError* const error)
{
	static const char* const places[] = {"", "/..", "/../lv2"};
	const ZoutAudioStatus    status   = begin(catalog, true, error);
	return status ? status : finish(catalog, load_bundle_near(catalog, directory, places, 3), error);
}

void
zout_catalog_close(ZoutCatalog* const catalog)
{
	for (unsigned i = 0; i < catalog->n_presets; ++i) {
		free(catalog->presets[i].label);
	}
	free(catalog->presets);
	lilv_nodes_free(catalog->nodes);
	lilv_world_free(catalog->world);
}

ZoutAudioStatus
zout_catalog_find(const ZoutCatalog* const catalog,
                  const ZoutBank           bank,
                  const char* const        name,
                  const ZoutPreset** const preset,
                  ZoutAudioError* const    error)
{
	ZoutSuggestion suggestion = zout_suggestion(name);
	for (unsigned i = 0; i < catalog->n_presets; ++i) {
		const ZoutPreset* const candidate = &catalog->presets[i];
		if (candidate->bank == bank) {
			if (!strcasecmp(candidate->name, name) || !strcasecmp(candidate->label, name)) {
				*preset = candidate;
				return ZOUT_AUDIO_SUCCESS;
			}
			zout_suggestion_offer(&suggestion, candidate->name);
		}
	}
	return zout_audio_fail(error,
	                       ZOUT_AUDIO_BAD_INPUT,
	                       "unknown %s '%s'%s (see: zout list %s)",
	                       banks[bank].noun,
	                       name,
	                       zout_suggestion_text(&suggestion).text,
	                       banks[bank].command);
}
