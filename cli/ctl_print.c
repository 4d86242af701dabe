// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/ctl_print.h"

#include "catalog/value.h"
#include "cli/clean.h"
#include "cli/columns.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// A string member, or `none`
static const char*
text(const json_t* const object, const char* const key, const char* const none)
{
	const char* const value = json_string_value(json_object_get(object, key));
	return value ? value : none;
}

/// Bytes of what JSON writes at `c` for a character, and whether that is a control character
static size_t
escaped_character(const char* const c, bool* const control)
{
	*control = c[1] && strchr("bfnrt", c[1]);
	if (c[1] == 'u' && strlen(c) >= 6) {
		const char     digits[] = {c[2], c[3], c[4], c[5], '\0'};
		const unsigned code     = (unsigned)strtoul(digits, NULL, 16);
		*control                = code < 0x20 || (code >= 0x7F && code <= 0x9F);
		return 6;
	}
	return c[1] ? 2 : 1; // a second backslash begins nothing
}

void
zout_ctl_clean(char* const line)
{
	char* to = line;
	for (const char* from = line; *from;) {
		bool         control = false;
		const size_t n_bytes = *from == '\\' ? escaped_character(from, &control) : zout_character(from, &control);
		if (control && !(*from > '\0' && *from < ' ')) { // those between its members are white space to JSON
			*to++ = '?';
		} else {
			memmove(to, from, n_bytes);
			to += n_bytes;
		}
		from += n_bytes;
	}
	*to = '\0';
}

static double
number(const json_t* const object, const char* const key)
{
	return json_number_value(json_object_get(object, key));
}

static bool
is(const json_t* const object, const char* const key)
{
	return json_is_true(json_object_get(object, key));
}

static void
print_sound(const json_t* const sound)
{
	printf("sound    amp %s, phones %s", text(sound, "amp", "-"), text(sound, "phones", "-"));
	if (text(sound, "preset", NULL)) {
		printf(", preset %s", text(sound, "preset", ""));
	}
	printf(", volume %s%s%s%s\n",
	       zout_value_text(ZOUT_VOLUME, (float)number(sound, "volume_db")).text,
	       is(sound, "muted") ? ", muted" : "",
	       is(sound, "dimmed") ? ", dimmed" : "",
	       is(sound, "idle") ? ", idle" : "");
}

static void
print_backend(const json_t* const backend)
{
	const double rate_hz = number(backend, "rate_hz");
	if (strcmp(text(backend, "state", ""), "running") != 0) {
		printf("%-8s %s: %s\n", text(backend, "kind", ""), text(backend, "state", ""), text(backend, "trouble", "-"));
		return;
	}
	const bool client = !strcmp(text(backend, "kind", ""), "jack");
	printf("%-8s %s'%s' runs at %.0f Hz, block %.0f, latency %.0f frames (%.2f ms)%s%s\n",
	       text(backend, "kind", ""),
	       client ? "client " : "",
	       text(backend, "client", ""),
	       rate_hz,
	       number(backend, "block_frames"),
	       number(backend, "latency_frames"),
	       rate_hz > 0.0 ? 1e3 * number(backend, "latency_frames") / rate_hz : 0.0,
	       is(backend, "realtime") ? ", real-time priority" : "",
	       is(backend, "freewheel") ? ", freewheel" : "");
	printf("         ");
	if (client) {
		printf("%.0f connections, ", number(backend, "connections"));
	}
	printf("%.0f xruns, lost %.0f times\n", number(backend, "xruns"), number(backend, "losses"));
}

static void
print_status(const json_t* const status)
{
	const json_t* const safety  = json_object_get(status, "safety");
	const json_t* const process = json_object_get(status, "process");
	const json_t* const config  = json_object_get(status, "config");
	const json_t* const state   = json_object_get(status, "state");
	printf("service  %s, zout %s, process %.0f, up %.0f s%s\n",
	       text(status, "name", ""),
	       text(status, "version", ""),
	       number(status, "pid"),
	       number(status, "uptime_s"),
	       is(status, "memory_locked") ? ", memory locked" : "");
	print_backend(json_object_get(status, "backend"));
	print_sound(json_object_get(status, "sound"));
	printf("safety   cap %s (%.1f dBFS), dim %g dB, volume at the start at most %g dB, %.0f samples held back\n",
	       text(safety, "cap", ""),
	       number(safety, "cap_dbfs"),
	       number(safety, "dim_db"),
	       number(safety, "boot_volume_max_db"),
	       number(safety, "capped_samples"));
	printf("process  median %.1f us, 99.9 %% %.1f us a block, load %.1f %%\n",
	       number(process, "median_us"),
	       number(process, "p99_9_us"),
	       number(process, "load_percent"));
	printf("config   %s\n", text(config, "file", "none"));
	if (text(config, "error", NULL)) {
		printf("         refused: %s\n", text(config, "error", ""));
	}
	printf("state    %s\n", text(state, "file", "none"));
	if (text(state, "error", NULL)) {
		printf("         %s\n", text(state, "error", ""));
	}
}

/// Width of a column that holds a member of each, and the gap behind it, which is wider than any blank within
static int
column_width(const json_t* const array, const char* const key, const int least)
{
	size_t  i      = 0;
	json_t* member = NULL;
	int     width  = least;
	json_array_foreach(array, i, member)
	{
		const int wanted = zout_columns(text(member, key, "")) + 2;
		width            = wanted > width ? wanted : width;
	}
	return width;
}

/// What a control may be: the names of its values, or a range
static void
print_range(const json_t* const value)
{
	const ZoutParam param = zout_param_find(text(value, "symbol", ""));
	if (param < ZOUT_N_PARAMS) {
		printf("%s\n", zout_range_text(param).text);
	} else { // of a later version
		printf("%g to %g %s\n", number(value, "min"), number(value, "max"), text(value, "unit", ""));
	}
}

static void
print_values(const json_t* const values)
{
	size_t    i     = 0;
	json_t*   value = NULL;
	const int width = column_width(values, "text", 14);
	json_array_foreach(values, i, value)
	{
		zout_print_padded(text(value, "symbol", ""), 20);
		zout_print_padded(text(value, "text", ""), width);
		print_range(value);
	}
}

static void
print_presets(const json_t* const presets)
{
	size_t    i      = 0;
	json_t*   preset = NULL;
	const int width  = column_width(presets, "name", 24);
	json_array_foreach(presets, i, preset)
	{
		zout_print_padded(text(preset, "kind", ""), 8);
		zout_print_padded(text(preset, "name", ""), width);
		printf("%s\n", text(preset, "label", ""));
	}
}

static void
print_meters(const json_t* const answer)
{
	const json_t* const peaks = json_object_get(answer, "output_peak_dbfs");
	size_t              i     = 0;
	json_t*             meter = NULL;
	json_array_foreach(json_object_get(answer, "meters"), i, meter)
	{
		zout_print_padded(text(meter, "name", ""), 20);
		printf("%.6g%s%s\n", number(meter, "value"), *text(meter, "unit", "") ? " " : "", text(meter, "unit", ""));
	}
	zout_print_padded("Output peak", 20);
	printf("%.1f %.1f dBFS since the last reading\n",
	       json_number_value(json_array_get(peaks, 0)),
	       json_number_value(json_array_get(peaks, 1)));
	if (is(answer, "idle")) {
		printf("idle: silence at the input, processing pauses\n");
	}
}

/// One line for each event, so that it can be read by line as well
static void
print_event(const char* const event, const json_t* const answer)
{
	const json_t* const meters = json_object_get(answer, "meters");
	const json_t* const peaks  = json_object_get(answer, "output_peak_dbfs");
	if (!strcmp(event, "meters")) {
		printf("meters   %.3g Vrms, %.3g mA, %.3g mW, %.1f dBSPL, output %.1f %.1f dBFS%s%s\n",
		       number(meters, "voltage"),
		       number(meters, "current"),
		       number(meters, "power"),
		       number(meters, "spl"),
		       json_number_value(json_array_get(peaks, 0)),
		       json_number_value(json_array_get(peaks, 1)),
		       number(meters, "clip") > 0.0 ? ", clipping" : "",
		       is(answer, "idle") ? ", idle" : "");
	} else if (!strcmp(event, "change")) {
		print_sound(json_object_get(answer, "sound"));
	} else if (!strcmp(event, "backend")) {
		print_backend(json_object_get(answer, "backend"));
	}
}

void
zout_ctl_print(const char* const verb, const json_t* const answer)
{
	const char* const event = text(answer, "event", NULL);
	if (event) {
		print_event(event, answer);
	} else if (!strcmp(verb, "status") || !strcmp(verb, "watch")) {
		print_status(json_object_get(answer, "status"));
	} else if (!strcmp(verb, "get") || !strcmp(verb, "set")) {
		print_values(json_object_get(answer, "values"));
	} else if (!strcmp(verb, "meters")) {
		print_meters(answer);
	} else if (json_object_get(answer, "presets")) {
		print_presets(json_object_get(answer, "presets"));
	} else if (text(answer, "label", NULL)) {
		printf("%s\n", text(answer, "label", ""));
	} else if (json_object_get(answer, "muted")) {
		printf("%s\n", is(answer, "muted") ? "muted" : "not muted");
	} else if (json_object_get(answer, "dimmed")) {
		printf("%s\n", is(answer, "dimmed") ? "dimmed" : "not dimmed");
	}
}
