// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Nothing that may block in what audio servers and hosts call: the amplifier's run(), the JACK process callbacks, the
 * ALSA transfer callback, and what the ALSA backend does with a block.
 *
 * Calls of functions that may block are counted (tests/rt/wraps.h), and a child process dies of any system call
 * (tests/strict.h). JACK's own functions are played by this file.
 */

#define _GNU_SOURCE

#include "abx/listening.h"
#include "alsa/rig.h"
#include "alsa/transfer.h"
#include "audio/alsa_io.h"
#include "audio/clock.h"
#include "audio/engine.h"
#include "audio/jack_client_process.h"
#include "audio/jack_process.h"
#include "audio/loop_process.h"
#include "fuzz.h"
#include "rt/wraps.h"
#include "strict.h"

#include <jack/midiport.h>
#include <jack/statistics.h>
#include <lv2/core/lv2.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h> // after the headers that it needs

enum { RATE_HZ = 48000, MOST_FRAMES = 4096, RING_FRAMES = 2048, N_TURNS = 300 };

static float in[2][MOST_FRAMES];
static float out[2][MOST_FRAMES];

/// Frames of the next block: small ones more often
static uint32_t
some_frames(uint32_t* const seed)
{
	return (uint32_t)(fuzz_uniform(seed) * fuzz_uniform(seed) * MOST_FRAMES);
}

// JACK, as far as process callbacks know it. Ports are the numbers 1 to 4, and 5 has notes

static jack_nframes_t now_frames;
static bool           buffers_gone; ///< As PipeWire does while it rearranges ports

void*
jack_port_get_buffer(jack_port_t* const port, const jack_nframes_t frames)
{
	(void)frames;
	const uintptr_t number = (uintptr_t)port;
	return buffers_gone ? NULL : number < 3U ? in[number - 1U] : out[(number - 3U) % 2U];
}

jack_nframes_t
jack_last_frame_time(const jack_client_t* const client)
{
	(void)client;
	return now_frames;
}

float
jack_get_xrun_delayed_usecs(jack_client_t* const client)
{
	(void)client;
	return 0.0F;
}

uint32_t
jack_midi_get_event_count(void* const buffer)
{
	(void)buffer;
	return 3;
}

int
jack_midi_event_get(jack_midi_event_t* const event, void* const buffer, const uint32_t index)
{
	static jack_midi_data_t note[3] = {0x90, 60, 100};
	(void)buffer;
	note[2] = (jack_midi_data_t)(100U * (index % 2U));
	*event  = (jack_midi_event_t){index, 3, note};
	return 0;
}

static jack_port_t*
port(const uintptr_t number)
{
	return (jack_port_t*)number;
}

// What is driven. Each is set up by one function and driven by another, which may run in the strict child

/// Everything that may be driven
typedef struct {
	const LV2_Descriptor* amp;
	LV2_Handle            instance;
	float                 control[64];
	ZoutEngine            engine;
	ZoutJackProcess       jack;
	ZoutJackClientProcess client;
	ZoutListening         listening;
	ZoutLoopProcess       loop;
	ZoutLoopJob           job;
	float                 recorded[2U * RING_FRAMES];
	ZoutTransfer*         transfer;
	ZoutAlsaPcm           pcm[2];
	unsigned char         raw[2U * MOST_FRAMES * sizeof(float)];
} Subject;

typedef void (*Turn)(Subject* self, uint32_t turn, uint32_t* seed);

typedef struct {
	Turn     turn;
	Subject* subject;
} Drive;

static void
change_engine(ZoutEngine* const engine, const uint32_t turn, uint32_t* const seed)
{
	ZoutControls controls = zout_controls_default();
	fuzz_settings(&controls.settings, seed);
	controls.gain_lin     = turn % 3U ? 1.0F : 0.0F;
	controls.cap_lin      = turn % 5U ? 1.0F : 0.01F;
	controls.idle_after_s = 0.05F;
	zout_engine_set(engine, &controls);
	if (turn % 40U == 20U) {
		zout_engine_fade_out(engine);
	} else if (turn % 40U == 30U) {
		zout_engine_fade_in(engine);
	}
	// Silence for the pause, signals otherwise
	const bool silent = turn % 60U > 45U;
	for (unsigned c = 0; c < 2; ++c) {
		if (silent) {
			memset(in[c], 0, sizeof(in[c]));
		} else if (turn % 60U == 0U) {
			fuzz_speech(in[c], MOST_FRAMES, 0.9, seed);
		}
	}
}

static void
turn_amp(Subject* const self, const uint32_t turn, uint32_t* const seed)
{
	// Audio ports are 0 to 3, the latency is port 5: what is written to it is not read
	self->control[6U + turn % 50U] = turn % 7U ? (float)(100.0 * fuzz_uniform(seed) - 50.0) : (float)1e9;
	const uint32_t frames          = some_frames(seed);
	wraps_in_audio                 = true;
	self->amp->run(self->instance, frames);
	wraps_in_audio = false;
}

static void
turn_jack(Subject* const self, const uint32_t turn, uint32_t* const seed)
{
	const uint32_t frames = some_frames(seed);
	change_engine(&self->engine, turn, seed);
	buffers_gone   = turn % 50U == 49U;
	wraps_in_audio = true;
	zout_jack_process(frames, &self->jack);
	wraps_in_audio = false;
	buffers_gone   = false;
	now_frames += frames + (turn % 30U == 29U); // an xrun now and then
}

static void
turn_client(Subject* const self, const uint32_t turn, uint32_t* const seed)
{
	if (turn % 10U == 0U) {
		zout_listening_press(&self->listening, turn / 10U % 2U);
	}
	const uint32_t frames = some_frames(seed);
	wraps_in_audio        = true;
	zout_jack_client_process(frames, &self->client);
	wraps_in_audio = false;
	atomic_store(&self->client.taken, atomic_load(&self->client.written));
}

static void
turn_loop(Subject* const self, const uint32_t turn, uint32_t* const seed)
{
	const uint32_t frames = some_frames(seed);
	atomic_store(&self->loop.offered, turn % 40U < 30U ? &self->job : NULL);
	if (turn % 40U == 10U) {
		atomic_store(&self->loop.record_from, atomic_load(&self->loop.frame) + 100U);
	}
	wraps_in_audio = true;
	zout_loop_process(frames, &self->loop);
	wraps_in_audio = false;
	now_frames += frames + (turn % 30U == 29U);
}

/// Interleaved in one of ALSA's formats
static void
turn_transfer(Subject* const self, const uint32_t turn, uint32_t* const seed)
{
	change_engine(&self->transfer->engine, turn, seed);
	self->transfer->in_format  = zout_alsa_format(turn % ZOUT_N_ALSA_FORMATS);
	self->transfer->out_format = zout_alsa_format(turn / 2U % ZOUT_N_ALSA_FORMATS);
	snd_pcm_channel_area_t from[2], to[2];
	for (unsigned c = 0; c < 2; ++c) {
		const unsigned in_bits  = 8U * self->transfer->in_format->bytes;
		const unsigned out_bits = 8U * self->transfer->out_format->bytes;
		from[c]                 = (snd_pcm_channel_area_t){in, c * in_bits, 2U * in_bits};
		to[c]                   = (snd_pcm_channel_area_t){self->raw, c * out_bits, 2U * out_bits};
	}
	const uint32_t frames = some_frames(seed);
	wraps_in_audio        = true;
	zout_transfer(self->transfer, to, 0, from, 0, frames);
	wraps_in_audio = false;
}

/// A block of the ALSA backend, without the devices
static void
turn_block(Subject* const self, const uint32_t turn, uint32_t* const seed)
{
	float* const       to[2]   = {in[0], in[1]};
	float* const       made[2] = {out[0], out[1]};
	const float* const from[2] = {in[0], in[1]};
	const float* const done[2] = {out[0], out[1]};
	change_engine(&self->engine, turn, seed);
	self->pcm[0].format = zout_alsa_format(turn % ZOUT_N_ALSA_FORMATS);
	self->pcm[1].format = zout_alsa_format(turn / 2U % ZOUT_N_ALSA_FORMATS);
	wraps_in_audio      = true;
	zout_alsa_unpack(&self->pcm[0], to, MOST_FRAMES);
	zout_engine_process(&self->engine, from, made, MOST_FRAMES);
	zout_alsa_pack(&self->pcm[1], done, MOST_FRAMES);
	wraps_in_audio = false;
}

static void
set_up_amp(Subject* const self)
{
	self->amp      = lv2_descriptor(0);
	self->instance = self->amp->instantiate(self->amp, RATE_HZ, "", NULL);
	assert_non_null(self->instance);
	for (unsigned i = 0; i < 64; ++i) {
		float* const audio[4] = {in[0], in[1], out[0], out[1]};
		self->amp->connect_port(self->instance, i, i < 4U ? audio[i] : &self->control[i]);
	}
	self->control[4] = 1.0F; // enabled
}

static void
set_up_engine(ZoutEngine* const engine)
{
	const ZoutControls controls = zout_controls_default();
	ZoutAudioError     error;
	zout_engine_init(engine, &controls);
	assert_int_equal(zout_engine_prepare(engine, RATE_HZ, NULL, &error), ZOUT_AUDIO_SUCCESS);
}

static void
listen(void* const handle, const float* const from[2], float* const to[2], const uint32_t frames)
{
	zout_listening_process((ZoutListening*)handle, from, to, frames);
}

static void
miss(void* const handle)
{
	zout_listening_interrupted((ZoutListening*)handle);
}

static void
set_up_client(Subject* const self)
{
	ZoutSettings settings[2];
	uint32_t     seed = 3;
	fuzz_settings(&settings[0], &seed);
	fuzz_settings(&settings[1], &seed);
	const ZoutListeningSetup setup = {
		.rate_hz = RATE_HZ, .settings = {&settings[0], &settings[1]}, .gain_lin = {1.0F, 0.5F}, .max_spl_db = 85.0F};
	assert_int_equal(zout_listening_init(&self->listening, &setup), ZOUT_SUCCESS);
	self->client.processor = (ZoutProcessor){listen, miss, &self->listening};
	for (unsigned c = 0; c < 2; ++c) {
		self->client.in[c]  = port(1U + c);
		self->client.out[c] = port(3U + c);
	}
	self->client.midi = port(5);
}

static void
set_up(Subject* const self)
{
	memset(self, 0, sizeof(*self));
	set_up_amp(self);
	set_up_engine(&self->engine);
	set_up_client(self);
	self->jack.engine = &self->engine;
	for (unsigned c = 0; c < 2; ++c) {
		self->jack.in[c] = self->loop.in[c] = port(1U + c);
		self->jack.out[c] = self->loop.out[c] = port(3U + c);
		self->pcm[c].channels                 = 2;
		self->pcm[c].interleaved              = true;
		self->pcm[c].raw                      = self->raw;
		self->job.stimulus[c]                 = in[c];
	}
	self->job.period_frames  = 1000;
	self->loop.step          = 0.01F;
	self->loop.record_frames = 500;
	zout_loop_ring_init(&self->loop.ring, self->recorded, RING_FRAMES);
	atomic_init(&self->loop.record_from, ZOUT_LOOP_NEVER);
	self->transfer = (ZoutTransfer*)calloc(1, sizeof(ZoutTransfer));
	assert_non_null(self->transfer);
	self->transfer->in_channels = 2;
	set_up_engine(&self->transfer->engine);
}

static void
tear_down(Subject* const self)
{
	self->amp->cleanup(self->instance);
	zout_listening_clear(&self->listening);
	zout_engine_clear(&self->engine);
	zout_engine_clear(&self->transfer->engine);
	free(self->transfer);
	free(self);
}

static void
drive(void* const handle)
{
	const Drive* const way  = (const Drive*)handle;
	uint32_t           seed = 5;
	for (uint32_t turn = 0; turn < N_TURNS; ++turn) {
		way->turn(way->subject, turn, &seed);
	}
}

static const struct {
	const char* name;
	Turn        turn;
} turns[] = {
	{"run() of the amplifier", turn_amp},
	{"JACK callback of zout run", turn_jack},
	{"JACK callback of zout abx", turn_client},
	{"JACK callback of zout measure", turn_loop},
	{"transfer of the ALSA module", turn_transfer},
	{"block of the ALSA backend", turn_block},
};
enum { N_SUBJECTS = sizeof(turns) / sizeof(turns[0]) };

static void
test_callbacks_call_nothing_that_may_block(void** const state)
{
	(void)state;
	for (unsigned i = 0; i < N_SUBJECTS; ++i) {
		Drive way = {turns[i].turn, (Subject*)calloc(1, sizeof(Subject))};
		assert_non_null(way.subject);
		set_up(way.subject);
		atomic_store(&wraps_violations, 0U);
		drive(&way);
		print_message("# %s: %u\n", turns[i].name, atomic_load(&wraps_violations));
		assert_int_equal(atomic_load(&wraps_violations), 0);
		tear_down(way.subject);
	}
}

static void
ask_clock(void* const handle)
{
	(void)handle;
	(void)zout_clock_ns();
}

static void
test_callbacks_make_no_system_call(void** const state)
{
	(void)state;
	if (strict_run(ask_clock, NULL, false) != 0) {
		skip(); // no seccomp, or a clock that the kernel cannot map
	}
	for (unsigned i = 0; i < N_SUBJECTS; ++i) {
		Drive way = {turns[i].turn, (Subject*)calloc(1, sizeof(Subject))};
		assert_non_null(way.subject);
		set_up(way.subject);
		const int status = strict_run(drive, &way, false);
		const int caught = strict_run(drive, &way, true);
		print_message("# %s: status %d\n", turns[i].name, status);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
		assert_true(WIFSIGNALED(caught) && WTERMSIG(caught) == SIGSYS);
		tear_down(way.subject);
	}
}

static void
test_guard_counts_planted_calls(void** const state)
{
	(void)state;
	atomic_store(&wraps_violations, 0U);
	wraps_plant();
	assert_int_equal(atomic_load(&wraps_violations), 0); // outside of the audio thread all is allowed
	wraps_in_audio         = true;
	const unsigned planted = wraps_plant();
	wraps_in_audio         = false;
	assert_int_equal(atomic_load(&wraps_violations), planted);
}

// The backend's own thread, between cards of files: what it does from the first sample read to the last one written

static atomic_uint blocks;

void
__real_zout_alsa_unpack(const ZoutAlsaPcm* pcm, float* const to[2], uint32_t block_frames);
void
__wrap_zout_alsa_unpack(const ZoutAlsaPcm* pcm, float* const to[2], uint32_t block_frames);
void
__wrap_zout_alsa_unpack(const ZoutAlsaPcm* const pcm, float* const to[2], const uint32_t block_frames)
{
	wraps_in_audio = true;
	__real_zout_alsa_unpack(pcm, to, block_frames);
}

void
__real_zout_load_note(ZoutLoadMeter* meter, uint64_t time_ns);
void
__wrap_zout_load_note(ZoutLoadMeter* meter, uint64_t time_ns);
void
__wrap_zout_load_note(ZoutLoadMeter* const meter, const uint64_t time_ns)
{
	__real_zout_load_note(meter, time_ns);
	if (wraps_in_audio) {
		wraps_in_audio = false;
		atomic_fetch_add(&blocks, 1U);
	}
}

static void
test_thread_of_the_alsa_backend_does_not_block_in_a_block(void** const state)
{
	(void)state;
	Rig          rig;
	ZoutSettings settings;
	zout_settings_init(&settings);
	settings.value[ZOUT_H2] = -40.0F;
	rig_init(&rig, "", "", &settings);
	rig_feed_constant(&rig, 0.5F);
	atomic_store(&wraps_violations, 0U);
	rig_start(&rig, "in", "out");
	rig_await_frames(&rig, RIG_RATE_HZ / 2U, 2U * sizeof(float));
	rig_clear(&rig);
	print_message("# %u blocks\n", atomic_load(&blocks));
	assert_true(atomic_load(&blocks) > 20U);
	assert_int_equal(atomic_load(&wraps_violations), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_callbacks_call_nothing_that_may_block),
		cmocka_unit_test(test_callbacks_make_no_system_call),
		cmocka_unit_test(test_guard_counts_planted_calls),
		cmocka_unit_test(test_thread_of_the_alsa_backend_does_not_block_in_a_block),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
