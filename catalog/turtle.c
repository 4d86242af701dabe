// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/turtle.h"

#include <lv2/atom/atom.h>
#include <lv2/core/lv2.h>
#include <lv2/presets/presets.h>
#include <lv2/state/state.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// serd tells clang what may be NULL in words that a pedantic clang objects to
#if defined(__clang__)
#	pragma clang diagnostic push
#	pragma clang diagnostic ignored "-Wnullability-extension"
#endif
#include <serd/serd.h>
#include <sord/sord.h>
#if defined(__clang__)
#	pragma clang diagnostic pop
#endif

#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define RDFS "http://www.w3.org/2000/01/rdf-schema#"
#define XSD "http://www.w3.org/2001/XMLSchema#"

/// Words of presets
typedef enum { TYPE, PRESET, APPLIES_TO, PORT, SYMBOL, VALUE, DEFAULT, SEE_ALSO, N_WORDS } Word;

typedef struct {
	SordWorld* world;
	SordModel* model;
	SordNode*  words[N_WORDS];
} Reading;

/// A text as serd has it
static const uint8_t*
utf8(const char* const text)
{
	return (const uint8_t*)text;
}

static const char*
string_of(const SordNode* const node)
{
	return (const char*)sord_node_get_string(node);
}

/// A failure of ours is one line of our own
static SerdStatus
ignore(void* const handle, const SerdError* const error)
{
	(void)handle;
	(void)error;
	return SERD_SUCCESS;
}

/// Reads the whole text into the model; false if it is not Turtle
static bool
parse(const Reading* const reading, const char* const text)
{
	static const char* const prefixes[][2] = {
		{"atom", LV2_ATOM_PREFIX},
		{"lv2", LV2_CORE_PREFIX},
		{"pset", LV2_PRESETS_PREFIX},
		{"rdf", RDF},
		{"rdfs", RDFS},
		{"state", LV2_STATE_PREFIX},
		{"xsd", XSD},
	};
	SerdEnv* const    env    = serd_env_new(NULL);
	SerdReader* const reader = env ? sord_new_reader(reading->model, env, SERD_TURTLE, NULL) : NULL;
	for (size_t i = 0; reader && i < sizeof(prefixes) / sizeof(prefixes[0]); ++i) {
		serd_env_set_prefix_from_strings(env, utf8(prefixes[i][0]), utf8(prefixes[i][1]));
	}
	bool good = false;
	if (reader) {
		serd_reader_set_strict(reader, true); // without, it skips what it does not understand
		serd_reader_set_error_sink(reader, ignore, NULL);
		good = !serd_reader_read_string(reader, utf8(text));
		serd_reader_free(reader);
	}
	serd_env_free(env);
	return good;
}

static bool
is_one_of(const char* const text, const char* const* const words, const unsigned n)
{
	unsigned i = 0;
	while (i < n && strcmp(text, words[i]) != 0) {
		++i;
	}
	return i < n;
}

/// Takes a literal of a type of numbers
static void
take_value(const SordNode* const value, ZoutTurtlePort* const port)
{
	static const char* const types[] = {XSD "decimal", XSD "double", XSD "float", XSD "int", XSD "integer", XSD "long"};
	static const char* const truths[]  = {"true", "1"};
	static const char* const falses[]  = {"false", "0"};
	SordNode* const          type_node = sord_node_get_datatype(value);
	const char* const        text      = string_of(value);
	const char* const        type      = type_node ? string_of(type_node) : "";
	if (!strcmp(type, XSD "boolean")) {
		port->is_number = is_one_of(text, truths, 2) || is_one_of(text, falses, 2);
		port->number    = is_one_of(text, truths, 2) ? 1.0 : 0.0;
	} else if (is_one_of(type, types, sizeof(types) / sizeof(types[0])) && *text &&
	           !text[strspn(text, "+-.0123456789eE")]) {
		char* end       = NULL;
		port->number    = strtod(text, &end);
		port->is_number = !*end;
	}
}

/// Hands out the ports of a preset
static void
take_ports(const Reading* const    reading,
           const SordNode* const   preset,
           const ZoutTurtleHandler handler,
           void* const             user)
{
	bool            more  = true;
	SordIter* const ports = sord_search(reading->model, preset, reading->words[PORT], NULL, NULL);
	for (; more && !sord_iter_end(ports); sord_iter_next(ports)) {
		const SordNode* const node   = sord_iter_get_node(ports, SORD_OBJECT);
		SordNode* const       symbol = sord_get(reading->model, node, reading->words[SYMBOL], NULL, NULL);
		SordNode*             value  = sord_get(reading->model, node, reading->words[VALUE], NULL, NULL);
		value = value ? value : sord_get(reading->model, node, reading->words[DEFAULT], NULL, NULL);
		if (symbol && value) {
			ZoutTurtlePort port = {string_of(symbol), false, 0.0};
			take_value(value, &port);
			more = handler(user, &port);
		}
		sord_node_free(reading->world, value);
		sord_node_free(reading->world, symbol);
	}
	sord_iter_free(ports);
}

/// Finds the preset; the caller frees the node
static SordNode*
find_preset(const Reading* const reading, const char* const uri)
{
	if (uri) {
		return sord_new_uri(reading->world, utf8(uri));
	}
	SordNode* const preset = sord_get(reading->model, NULL, reading->words[TYPE], reading->words[PRESET], NULL);
	return preset ? preset : sord_get(reading->model, NULL, reading->words[APPLIES_TO], NULL, NULL);
}

static ZoutTurtleStatus
take_preset(const Reading* const    reading,
            const char* const       uri,
            const char* const       plugin,
            const ZoutTurtleHandler handler,
            void* const             user,
            char* const             other,
            const size_t            size)
{
	SordNode* const  preset = find_preset(reading, uri);
	SordNode* const  whose  = preset ? sord_get(reading->model, preset, reading->words[APPLIES_TO], NULL, NULL) : NULL;
	ZoutTurtleStatus status = ZOUT_TURTLE_NO_PRESET;
	if (whose && strcmp(string_of(whose), plugin) != 0) {
		snprintf(other, size, "%s", string_of(whose));
		status = ZOUT_TURTLE_OTHER;
	} else if (whose) {
		take_ports(reading, preset, handler, user);
		status = ZOUT_TURTLE_READ;
	}
	sord_node_free(reading->world, whose);
	sord_node_free(reading->world, preset);
	return status;
}

/// Makes an empty model and the words; false without memory
static bool
begin(Reading* const reading)
{
	static const char* const words[N_WORDS] = {
		[TYPE]       = RDF "type",
		[PRESET]     = LV2_PRESETS__Preset,
		[APPLIES_TO] = LV2_CORE__appliesTo,
		[PORT]       = LV2_CORE__port,
		[SYMBOL]     = LV2_CORE__symbol,
		[VALUE]      = LV2_PRESETS__value,
		[DEFAULT]    = LV2_CORE__default,
		[SEE_ALSO]   = RDFS "seeAlso",
	};
	reading->world = sord_world_new();
	reading->model = reading->world ? sord_new(reading->world, SORD_SPO | SORD_OPS, false) : NULL;
	for (unsigned i = 0; reading->model && i < N_WORDS; ++i) {
		reading->words[i] = sord_new_uri(reading->world, utf8(words[i]));
	}
	if (reading->world) {
		sord_world_set_error_sink(reading->world, ignore, NULL);
	}
	return reading->model;
}

static void
end(const Reading* const reading)
{
	for (unsigned i = 0; reading->model && i < N_WORDS; ++i) {
		sord_node_free(reading->world, reading->words[i]);
	}
	if (reading->model) {
		sord_free(reading->model);
	}
	if (reading->world) {
		sord_world_free(reading->world);
	}
}

ZoutTurtleStatus
zout_turtle_read(const char* const       text,
                 const char* const       preset,
                 const char* const       plugin,
                 const ZoutTurtleHandler handler,
                 void* const             user,
                 char* const             other,
                 const size_t            size)
{
	Reading          reading = {.world = NULL};
	ZoutTurtleStatus status  = ZOUT_TURTLE_NO_MEMORY;
	if (begin(&reading)) {
		status = parse(&reading, text) ? take_preset(&reading, preset, plugin, handler, user, other, size)
		                               : ZOUT_TURTLE_NO_PRESET;
	}
	end(&reading);
	return status;
}

bool
zout_turtle_files(const char* const           text,
                  const char* const           preset,
                  const ZoutTurtleFileHandler handler,
                  void* const                 user)
{
	Reading    reading = {.world = NULL};
	const bool good    = begin(&reading);
	if (good) {
		(void)parse(&reading, text);
		SordNode* const subject = sord_new_uri(reading.world, utf8(preset));
		SordIter* const files =
			subject ? sord_search(reading.model, subject, reading.words[SEE_ALSO], NULL, NULL) : NULL;
		bool more = true;
		for (; more && !sord_iter_end(files); sord_iter_next(files)) {
			more = handler(user, string_of(sord_iter_get_node(files, SORD_OBJECT)));
		}
		sord_iter_free(files);
		sord_node_free(reading.world, subject);
	}
	end(&reading);
	return good;
}
