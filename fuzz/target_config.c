// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Any bytes as zout.conf. Whatever comes, the configuration is complete and within its limits; one that was accepted
 * says the same when it is written down and read again.
 */

#include "cli/service/config.h"
#include "cli/service/config_keys.h"
#include "fuzz/scratch.h"
#include "fuzz/target.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

enum { TEXT_BYTES = 1 << 18 };

typedef struct {
	char   text[TEXT_BYTES];
	size_t length;
} Text;

static void ZOUT_PRINTF(2, 3) put(Text* const text, const char* const format, ...)
{
	va_list args;
	va_start(args, format);
	text->length += (size_t)vsnprintf(text->text + text->length, TEXT_BYTES - text->length, format, args);
	va_end(args);
	FUZZ_REQUIRE(text->length < TEXT_BYTES);
}

static void
put_values(Text* const text, const ZoutSceneValues* const values)
{
	if (*values->amp) {
		put(text, "amp=%s\n", values->amp);
	}
	if (*values->phones) {
		put(text, "phones=%s\n", values->phones);
	}
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		if (!isnan(values->settings.value[i])) {
			put(text, "%s=%.9g\n", zout_param_info((ZoutParam)i)->symbol, (double)values->settings.value[i]);
		}
	}
}

static void
put_place(Text* const text, const char* const key, const char* const path)
{
	put(text, "%s=%s\n", key, !path ? "yes" : *path ? path : "no");
}

/// Writes all that a configuration says
static void
put_config(Text* const text, const ZoutConfig* const config)
{
	text->length = 0;
	put(text, "[service]\nname=%s\nbackend=%s\n", config->name, config->backend->kind);
	put(text, "idle_after=%.9g\n", (double)config->idle_after_s);
	put_place(text, "control", config->control);
	put_place(text, "state", config->state);
	put(text, "[safety]\ncap=%.17g%s\n", config->safety.cap.value, strchr(zout_cap_text(config->safety.cap).text, ' '));
	put(text, "dim=%.9g\n", (double)config->safety.dim_db);
	put(text, "boot_volume_max=%.9g\n", (double)config->safety.boot_volume_max_db);
	put(text, "[sound]\n");
	put_values(text, &config->sound);
	for (unsigned i = 0; i < config->scenes.n; ++i) {
		const ZoutScene* const scene = &config->scenes.scenes[i];
		if (scene->kind == ZOUT_SCENE_OWN) {
			put(text, "[preset %s]\n", scene->name);
			put_values(text, &scene->values);
		}
	}
	put(text, "[connect]\nphysical=%s\n", config->physical ? "yes" : "no");
	for (unsigned i = 0; i < config->n_links; ++i) {
		put(text, "%s=%s\n", zout_port_name(config->links[i].port), config->links[i].pattern);
	}
	put(text, "[alsa]\ncapture=%s\nplayback=%s\n", config->capture, config->playback);
	if (config->rate_hz) {
		put(text, "rate=%u\n", config->rate_hz);
	}
	if (config->block_frames) {
		put(text, "period=%u\n", config->block_frames);
	}
}

/// Every value is one that its control can have, or none
static void
require_values(const ZoutSceneValues* const values)
{
	FUZZ_REQUIRE(memchr(values->amp, '\0', sizeof(values->amp)));
	FUZZ_REQUIRE(memchr(values->phones, '\0', sizeof(values->phones)));
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		const float value = values->settings.value[i];
		FUZZ_REQUIRE(isnan(value) || fabsf(zout_param_clamp((ZoutParam)i, value) - value) <= 0.0F);
	}
}

static void
require_limits(const ZoutConfig* const config)
{
	ZoutAudioError error;
	ZoutSettings   settings;
	FUZZ_REQUIRE(config->name && config->capture && config->playback && config->backend);
	FUZZ_REQUIRE(!zout_config_check_name(config->name, &error));
	FUZZ_REQUIRE(config->idle_after_s >= 0.0F && config->idle_after_s <= 86400.0F);
	FUZZ_REQUIRE(config->safety.dim_db >= -60.0F && config->safety.dim_db <= 0.0F);
	FUZZ_REQUIRE(config->safety.boot_volume_max_db >= -90.0F && config->safety.boot_volume_max_db <= 0.0F);
	FUZZ_REQUIRE(!config->rate_hz || (config->rate_hz >= ZOUT_MIN_RATE_HZ && config->rate_hz <= ZOUT_MAX_RATE_HZ));
	FUZZ_REQUIRE(config->n_links <= ZOUT_MAX_WISHES);
	zout_settings_init(&settings);
	const double cap_lin = zout_cap_lin(config->safety.cap, &settings);
	FUZZ_REQUIRE(cap_lin > 0.0 && cap_lin <= 1.0);
	require_values(&config->sound);
	for (unsigned i = 0; i < config->scenes.n; ++i) {
		require_values(&config->scenes.scenes[i].values);
		FUZZ_REQUIRE(*config->scenes.scenes[i].name);
	}
}

/// What was accepted says the same when it is read again
static void
try_again(const ZoutConfig* const config, const char* const path)
{
	static Text    texts[2];
	ZoutConfig     again;
	ZoutComplaints complaints = {.n = 0};
	put_config(&texts[0], config);
	fuzz_write(path, texts[0].text, texts[0].length);
	const bool good = zout_config_load(&again, path, &complaints);
	zout_complaints_print(&complaints); // says what has gone wrong, if anything
	zout_complaints_clear(&complaints);
	put_config(&texts[1], &again);
	zout_config_clear(&again);
	FUZZ_REQUIRE(good);
	FUZZ_REQUIRE(!strcmp(texts[0].text, texts[1].text));
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
	const char*    path       = fuzz_scratch("zout.conf");
	ZoutComplaints complaints = {.n = 0};
	ZoutAudioError error;
	ZoutConfig     config;
	fuzz_write(path, data, size);
	const bool good = zout_config_load(&config, path, &complaints);
	FUZZ_REQUIRE(!zout_complaints_sum(&complaints, &error) == good);
	FUZZ_REQUIRE(good == !complaints.n);
	FUZZ_REQUIRE(good || *error.text);
	zout_complaints_clear(&complaints);
	require_limits(&config);
	if (good) {
		try_again(&config, path);
	}
	zout_config_clear(&config);
	return 0;
}
