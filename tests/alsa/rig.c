// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _GNU_SOURCE

#include "alsa/rig.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h> // after the headers that it needs

/// Longest time that anything may take; a test that waits in vain fails then, and one that succeeds never waits so long
static const int patience_ms = 20000;

static void
sleep_ms(const long ms)
{
	const struct timespec time = {0, ms * 1000000};
	nanosleep(&time, NULL);
}

const char*
rig_path(const Rig* const rig, const char* const file)
{
	static char path[256];
	snprintf(path, sizeof(path), "%s/%s", rig->folder, file);
	return path;
}

void
rig_init(Rig* const rig, const char* const in, const char* const out, const ZoutSettings* const settings)
{
	memset(rig, 0, sizeof(*rig));
	snprintf(rig->folder, sizeof(rig->folder), "/tmp/zout-alsa-XXXXXX");
	assert_non_null(mkdtemp(rig->folder));

	const char* const build  = getenv("B");
	char* const       module = realpath(build ? build : "build", NULL);
	FILE* const       conf   = fopen(rig_path(rig, "asound.conf"), "w");
	assert_true(module && conf);
	fprintf(conf, "</usr/share/alsa/alsa.conf>\n");
	fprintf(conf, "pcm_type.stage { lib \"%s/tests/alsa/libasound_module_pcm_stage.so\" }\n", module);
	fprintf(conf, "pcm.in { type stage folder \"%s\" file \"in.raw\" %s }\n", rig->folder, in);
	fprintf(conf, "pcm.out { type stage folder \"%s\" file \"out.raw\" %s }\n", rig->folder, out);
	assert_int_equal(fclose(conf), 0);
	free(module);
	setenv("ALSA_CONFIG_PATH", rig_path(rig, "asound.conf"), 1);
	snd_config_update_free_global(); // alsa-lib reads its configuration once

	ZoutControls controls = zout_controls_default();
	controls.settings     = *settings;
	zout_engine_init(&rig->engine, &controls);
}

void
rig_clear(Rig* const rig)
{
	static const char* const files[] = {
		"asound.conf", "in.raw", "out.raw", "gone", "gone_capture", "xrun_capture", "xrun_playback"};
	zout_alsa_backend.free(rig->backend);
	zout_engine_clear(&rig->engine);
	for (unsigned i = 0; i < sizeof(files) / sizeof(files[0]); ++i) {
		unlink(rig_path(rig, files[i]));
	}
	assert_int_equal(rmdir(rig->folder), 0);
}

void
rig_start(Rig* const rig, const char* const capture, const char* const playback)
{
	const ZoutBackendSetup setup = {.capture = capture, .playback = playback, .block_frames = RIG_BLOCK};
	ZoutAudioError         error;
	assert_int_equal(zout_alsa_backend.open(&setup, &rig->engine, &rig->backend, &error), ZOUT_AUDIO_SUCCESS);
	assert_int_equal(zout_alsa_backend.start(rig->backend, &error), ZOUT_AUDIO_SUCCESS);
}

void
rig_order(const Rig* const rig, const char* const order, const bool on)
{
	if (on) {
		FILE* const file = fopen(rig_path(rig, order), "w");
		assert_non_null(file);
		fclose(file);
	} else {
		unlink(rig_path(rig, order));
	}
}

void
rig_await_order(const Rig* const rig, const char* const order)
{
	for (int ms = 0; !access(rig_path(rig, order), F_OK); ++ms) {
		assert_true(ms < patience_ms);
		sleep_ms(1);
	}
}

void
rig_feed_constant(const Rig* const rig, const float level)
{
	const float pair[2] = {level, -level};
	FILE* const file    = fopen(rig_path(rig, "in.raw"), "wb");
	assert_non_null(file);
	for (unsigned i = 0; i < RIG_RATE_HZ; ++i) {
		fwrite(pair, sizeof(pair), 1, file);
	}
	assert_int_equal(fclose(file), 0);
}

size_t
rig_recorded(const Rig* const rig, const size_t frame_bytes)
{
	struct stat info;
	return stat(rig_path(rig, "out.raw"), &info) ? 0U : (size_t)info.st_size / frame_bytes;
}

void
rig_await_frames(const Rig* const rig, const size_t frames, const size_t frame_bytes)
{
	for (int ms = 0; rig_recorded(rig, frame_bytes) < frames; ++ms) {
		assert_true(ms < patience_ms);
		sleep_ms(1);
	}
}

ZoutBackendInfo
rig_await_state(const Rig* const rig, const ZoutBackendState state)
{
	ZoutBackendInfo info;
	struct pollfd   wait = {.fd = zout_alsa_backend.event_fd(rig->backend), .events = POLLIN};
	zout_alsa_backend.info(rig->backend, &info);
	// Before its first word a backend waits without trouble
	while (info.state != state || (state == ZOUT_BACKEND_WAITING && !*info.trouble)) {
		assert_int_equal(poll(&wait, 1, patience_ms), 1);
		zout_alsa_backend.handle_events(rig->backend);
		zout_alsa_backend.info(rig->backend, &info);
	}
	return info;
}

float*
rig_record(const Rig* const rig, const ZoutAlsaFormat* const format, size_t* const frames)
{
	const size_t frame_bytes  = 2U * format->bytes;
	*frames                   = rig_recorded(rig, frame_bytes);
	unsigned char* const raw  = (unsigned char*)malloc(*frames * frame_bytes + 1U);
	float* const         out  = (float*)malloc(*frames * 2U * sizeof(float) + 1U);
	FILE* const          file = fopen(rig_path(rig, "out.raw"), "rb");
	assert_true(raw && out && file);
	assert_int_equal(fread(raw, frame_bytes, *frames, file), *frames);
	fclose(file);
	for (unsigned c = 0; c < 2; ++c) {
		format->read(raw + c * format->bytes, frame_bytes, out + c * *frames, (uint32_t)*frames);
	}
	free(raw);
	return out;
}
