// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What the ALSA backend plays is what the model makes of what it records, for every format of samples, later by the
 * silence of two blocks that it starts with and the model's latency. */

#define _POSIX_C_SOURCE 200809L

#include "alsa/rig.h"
#include "fuzz.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

enum {
	N_FRAMES = RIG_RATE_HZ / 2,
	FADE     = RIG_RATE_HZ * (ZOUT_FADE_MS + ZOUT_SETTLE_MS) / 1000, // At the start, where it cannot be equal
	LATER    = 2 * RIG_BLOCK,
};

static float source[2][N_FRAMES];
static float expected[2][N_FRAMES];

/// Noise in a format, written as a file of it and as the floats that this means
static void
feed_noise(const Rig* const rig, const ZoutAlsaFormat* const format)
{
	const size_t         frame_bytes = 2U * format->bytes;
	unsigned char* const raw         = (unsigned char*)calloc(N_FRAMES, frame_bytes);
	FILE* const          file        = fopen(rig_path(rig, "in.raw"), "wb");
	uint32_t             seed        = 11;
	assert_true(raw && file);
	for (unsigned c = 0; c < 2; ++c) {
		fuzz_noise(source[c], N_FRAMES, 0.3, &seed);
		format->write(source[c], raw + c * format->bytes, frame_bytes, N_FRAMES);
		format->read(raw + c * format->bytes, frame_bytes, source[c], N_FRAMES);
	}
	assert_int_equal(fwrite(raw, frame_bytes, N_FRAMES, file), N_FRAMES);
	fclose(file);
	free(raw);
}

static ZoutSettings
otl_amplifier(void)
{
	ZoutSettings settings;
	zout_settings_init(&settings);
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 120.0F;
	settings.value[ZOUT_R1]               = 250.0F;
	settings.value[ZOUT_H2]               = -50.0F;
	settings.value[ZOUT_VOLUME]           = -3.0F;
	return settings;
}

static unsigned
compute_expected(const ZoutSettings* const settings)
{
	ZoutModel*         model  = NULL;
	const float* const in[2]  = {source[0], source[1]};
	float* const       out[2] = {expected[0], expected[1]};
	assert_int_equal(zout_model_new(RIG_RATE_HZ, 1, &model), ZOUT_SUCCESS);
	zout_model_set(model, 0, settings);
	zout_model_reset(model);
	zout_model_process(model, in, out, N_FRAMES);
	const unsigned latency = zout_model_latency_frames(model);
	zout_model_free(model);
	return latency;
}

/// Runs the wire, and returns the largest difference from the model alone
static double
worst_difference(const ZoutAlsaFormat* const in, const ZoutAlsaFormat* const out, const char* const more)
{
	char keys[2][64];
	snprintf(keys[0], sizeof(keys[0]), "format %s %s", snd_pcm_format_name(in->format), more);
	snprintf(keys[1], sizeof(keys[1]), "format %s %s", snd_pcm_format_name(out->format), more);
	Rig                rig;
	const ZoutSettings settings = otl_amplifier();
	rig_init(&rig, keys[0], keys[1], &settings);
	feed_noise(&rig, in);
	rig_start(&rig, "in", "out");
	rig_await_frames(&rig, N_FRAMES, 2U * out->bytes);
	const ZoutBackendInfo info = rig_await_state(&rig, ZOUT_BACKEND_RUNNING);
	zout_alsa_backend.stop(rig.backend);
	assert_int_equal(info.rate_hz, RIG_RATE_HZ);
	assert_int_equal(info.block_frames, RIG_BLOCK);
	assert_int_equal(info.latency_frames, compute_expected(&settings));

	size_t       frames = 0;
	double       worst  = 0.0;
	float* const record = rig_record(&rig, out, &frames);
	for (size_t i = FADE; i + LATER < N_FRAMES - ZOUT_FADE_MS * RIG_RATE_HZ / 1000; ++i) {
		for (unsigned c = 0; c < 2; ++c) {
			worst = fmax(worst, fabs((double)expected[c][i] - (double)record[c * frames + i + LATER]));
		}
	}
	free(record);
	rig_clear(&rig);
	return worst;
}

/// Half of the smallest step of a format, 0 for float
static double
half_step(const ZoutAlsaFormat* const format)
{
	return format->format == SND_PCM_FORMAT_FLOAT ? 0.0 : ldexp(0.5, 1 - (int)format->bits);
}

static void
check(const ZoutAlsaFormat* const in, const ZoutAlsaFormat* const out)
{
	const double worst = worst_difference(in, out, "");
	print_message("# %s to %s: %g\n", snd_pcm_format_name(in->format), snd_pcm_format_name(out->format), worst);
	// Rounding to a step, and to the float that the integer becomes again (2^-25 at a level of up to 0.5)
	assert_true(worst <= half_step(out) + (half_step(out) > 0.0 ? 0x1p-25 : 0.0));
}

static void
test_every_format_to_float(void** const state)
{
	(void)state;
	for (unsigned i = 0; i < ZOUT_N_ALSA_FORMATS; ++i) {
		check(zout_alsa_format(i), zout_alsa_format_find(SND_PCM_FORMAT_FLOAT));
	}
}

static void
test_every_format_from_float(void** const state)
{
	(void)state;
	for (unsigned i = 0; i < ZOUT_N_ALSA_FORMATS; ++i) {
		check(zout_alsa_format_find(SND_PCM_FORMAT_FLOAT), zout_alsa_format(i));
	}
}

static void
test_channels_that_lie_apart(void** const state)
{
	(void)state;
	const ZoutAlsaFormat* const format = zout_alsa_format_find(SND_PCM_FORMAT_S32);
	assert_true(worst_difference(format, format, "apart 1") <= half_step(format) + 0x1p-25);
}

/// What one sample becomes in a format
static int32_t
written(const snd_pcm_format_t format, const float sample)
{
	const ZoutAlsaFormat* const f    = zout_alsa_format_find(format);
	unsigned char               b[8] = {0};
	int32_t                     s32  = 0;
	f->write(&sample, b, f->bytes, 1);
	memcpy(&s32, b, sizeof(s32));
	return f->bytes == 2 ? (int16_t)s32 : f->bytes == 3 ? (int32_t)((uint32_t)s32 << 8U) / 256 : s32;
}

static void
test_samples_are_rounded_and_limited(void** const state)
{
	(void)state;
	static const snd_pcm_format_t formats[] = {
		SND_PCM_FORMAT_S16, SND_PCM_FORMAT_S24, SND_PCM_FORMAT_S24_3LE, SND_PCM_FORMAT_S32};
	for (unsigned i = 0; i < 4; ++i) {
		const unsigned bits = zout_alsa_format_find(formats[i])->bits;
		const int64_t  full = INT64_C(1) << (bits - 1U);
		assert_int_equal(written(formats[i], 1.0F), full - 1);
		assert_int_equal(written(formats[i], 1e9F), full - 1);
		assert_int_equal(written(formats[i], INFINITY), full - 1);
		assert_int_equal(written(formats[i], -1.0F), -full);
		assert_int_equal(written(formats[i], -INFINITY), -full);
		assert_int_equal(written(formats[i], NAN), 0);
		assert_int_equal(written(formats[i], 0.5F), full / 2);
		assert_int_equal(written(formats[i], (float)ldexp(0.6, 1 - (int)bits)), 1);
		assert_int_equal(written(formats[i], (float)ldexp(-0.4, 1 - (int)bits)), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples_are_rounded_and_limited),
		cmocka_unit_test(test_every_format_to_float),
		cmocka_unit_test(test_every_format_from_float),
		cmocka_unit_test(test_channels_that_lie_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
