// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Any legal order of a host's calls, drawn from a seed, with illegal values in them.
 *
 * Everything is done to two instances. One gets what the hostile host does; the other the same values and audio at the
 * same frames, but in other blocks, in buffers of its own and with another floating-point state. Both must give the
 * same bits. A blind test of two different chains plays what it drew, so there only what is finite can be asked for;
 * half of its seeds have chains that are equal.
 *
 * HOSTILE_SEED=7 runs that seed alone and prints every call; HOSTILE_SEEDS=1000 runs so many of them.
 */

#include "fuzz.h"
#include "hostile.h"
#include "hostile_fpu.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	N_STEPS    = 160,
	MAX_FRAMES = 1024,
	MARGIN     = 16, ///< Canaries around every buffer
	ROOM       = MAX_FRAMES + 2 * MARGIN + 4,
};

static const float    canary       = -321.0F;
static const double   rates_hz[]   = {8e3, 11025.0, 22050.0, 44056.5, 48e3, 50e3, 96e3, 192e3};
static const unsigned n_seeds_made = 70;

/// What both instances are given, and what has become of it
typedef struct {
	const HostilePlugin* plugin;
	Hostile*             hostile;
	Hostile*             kind;
	uint32_t             number; ///< Of the seed, as printed
	uint32_t             seed;
	unsigned             step;
	bool                 loud;  ///< Print the calls
	bool                 twins; ///< Both chains are equal
	bool                 comparable;
	float                latency;
	bool                 absent[HOSTILE_MAX_PORTS]; ///< Not connected
} Play;

static float source[2][MAX_FRAMES];
static float room[4][ROOM]; ///< Of the hostile host: two inputs, two outputs
static float kind_in[2][MAX_FRAMES];
static float kind_out[2][MAX_FRAMES];

static void __attribute__((format(printf, 2, 3))) say(const Play* const play, const char* const format, ...)
{
	if (play->loud) {
		va_list list;
		va_start(list, format);
		printf("%4u  ", play->step);
		vprintf(format, list);
		va_end(list);
	}
}

/// Fails with what is needed to see it again
#define check(play, condition, ...)                                                                              \
	do {                                                                                                         \
		if (!(condition)) {                                                                                      \
			print_error("%s, HOSTILE_SEED=%u, step %u: ", (play)->plugin->binary, (play)->number, (play)->step); \
			fail_msg(__VA_ARGS__);                                                                               \
		}                                                                                                        \
	} while (0)

static unsigned
draw(Play* const play, const unsigned n)
{
	return (unsigned)(fuzz_uniform(&play->seed) * n);
}

static void
open_both(Play* const play)
{
	const double                    rate_hz  = rates_hz[draw(play, sizeof(rates_hz) / sizeof(rates_hz[0]))];
	const LV2_Feature* const* const features = draw(play, 2) ? hostile_features : NULL;
	hostile_free(play->hostile);
	hostile_free(play->kind);
	say(play, "instantiate at %g Hz, %s features\n", rate_hz, features ? "with" : "no");
	const uint64_t mine = hostile_fpu_get();
	hostile_fpu_set(hostile_fpu_modes[draw(play, HOSTILE_N_FPU_MODES)]);
	play->hostile = hostile_new(play->plugin, rate_hz, features);
	hostile_fpu_set(mine);
	play->kind = hostile_new(play->plugin, rate_hz, features);
	assert_non_null(play->hostile);
	assert_non_null(play->kind);
	memset(play->absent, 0, sizeof(play->absent));
	play->latency = -1.0F;
}

static void
close_both(Play* const play)
{
	hostile_free(play->hostile);
	hostile_free(play->kind);
	play->hostile = play->kind = NULL;
}

/// Sets a control, and its twin of the other chain if they are to stay equal
static void
set_control(Play* const play, const unsigned index, const float value)
{
	const unsigned twin = play->twins ? play->plugin->port[index].twin : index;
	say(play, "%s = %g\n", play->plugin->port[index].symbol, (double)value);
	play->hostile->control[index] = play->hostile->control[twin] = value;
	play->kind->control[index] = play->kind->control[twin] = value;
}

/// Not the settings of chain B that follow those of A; nor noise then, which each chain makes for itself
static bool
may_set(const Play* const play, const unsigned index)
{
	const HostilePort* const port = &play->plugin->port[index];
	return port->input && !(play->twins && (!strncmp(port->symbol, "b_", 2) || port->param == ZOUT_NOISE));
}

static void
set_one(Play* const play, const double legal)
{
	const unsigned index = HOSTILE_N_AUDIO + draw(play, play->plugin->n_ports - HOSTILE_N_AUDIO);
	if (may_set(play, index)) {
		set_control(play, index, hostile_value(&play->plugin->port[index], legal, &play->seed));
	}
}

static void
set_all(Play* const play, const double legal)
{
	for (unsigned i = HOSTILE_N_AUDIO; i < play->plugin->n_ports; ++i) {
		if (may_set(play, i)) {
			set_control(play, i, hostile_value(&play->plugin->port[i], legal, &play->seed));
		}
	}
}

/// Takes an optional port away or gives it back
static void
unplug_one(Play* const play)
{
	const unsigned index = HOSTILE_N_AUDIO + draw(play, play->plugin->n_ports - HOSTILE_N_AUDIO);
	if (play->plugin->port[index].input && !may_set(play, index)) {
		return;
	}
	const unsigned twin   = play->twins ? play->plugin->port[index].twin : index;
	const unsigned both[] = {index, twin};
	play->absent[index] = play->absent[twin] = !play->absent[index];
	say(play, "%s is %s\n", play->plugin->port[index].symbol, play->absent[index] ? "NULL" : "back");
	for (unsigned i = 0; i < 2; ++i) {
		const unsigned k = both[i];
		play->plugin->descriptor->connect_port(
			play->hostile->handle, k, play->absent[k] ? NULL : &play->hostile->control[k]);
		play->plugin->descriptor->connect_port(play->kind->handle, k, play->absent[k] ? NULL : &play->kind->control[k]);
	}
}

static float
sample(Play* const play, const unsigned kind, const unsigned i)
{
	static const float broken[] = {NAN, INFINITY, -INFINITY, FLT_MAX, 257.0F, FLT_TRUE_MIN};
	switch (kind) {
	case 0:
		return 0.0F;
	case 1:
		return draw(play, 2) ? 256.0F : -256.0F;
	case 2:
		return draw(play, 8) ? 0.3F : broken[draw(play, 6)];
	case 3:
		return i % 2U ? FLT_MIN / 5.0F : -FLT_TRUE_MIN;
	case 4:
		return 1.0F;
	default:
		return (float)(fuzz_uniform(&play->seed) - 0.5);
	}
}

static uint32_t
block_size(Play* const play)
{
	static const uint32_t sizes[] = {0, 1, 1, 2, 7, 63, 64, 65, 256, 257, 1000, MAX_FRAMES};
	const unsigned        n       = sizeof(sizes) / sizeof(sizes[0]);
	const unsigned        which   = draw(play, n + 3U);
	return which < n ? sizes[which] : draw(play, 400);
}

/// Places of the hostile host's buffers: in place, crosswise, one input for both, anywhere
static void
place(Play* const play, float* in[2], float* out[2])
{
	const unsigned layout = draw(play, 6);
	for (unsigned k = 0; k < 2; ++k) {
		in[k]  = room[k] + MARGIN + draw(play, 4);
		out[k] = room[2U + k] + MARGIN + draw(play, 4);
	}
	switch (layout) {
	case 0:
		out[0] = in[0];
		out[1] = in[1];
		break;
	case 1:
		out[0] = in[1];
		out[1] = in[0];
		break;
	case 2:
		out[1] = in[0];
		break;
	case 3:
		in[1] = in[0];
		memcpy(source[1], source[0], sizeof(source[1]));
		break;
	default:
		break;
	}
	say(play, "buffers: layout %u\n", layout);
}

/// Whether a place belongs to one of the buffers
static bool
is_inside(const float* const at, float* const in[2], float* const out[2], const uint32_t frames)
{
	for (unsigned b = 0; b < 2; ++b) {
		if ((at >= in[b] && at < in[b] + frames) || (at >= out[b] && at < out[b] + frames)) {
			return true;
		}
	}
	return false;
}

static void
check_canaries(const Play* const play, float* const in[2], float* const out[2], const uint32_t frames)
{
	for (unsigned i = 0; i < 4U * ROOM; ++i) {
		const float* const at   = &room[i / ROOM][i % ROOM];
		const bool         kept = *at == canary || is_inside(at, in, out, frames);
		check(play, kept, "wrote beside buffer %u", i / ROOM);
	}
	for (unsigned k = 0; k < 2; ++k) {
		const bool in_place = in[k] == out[0] || in[k] == out[1];
		check(play, in_place || !memcmp(in[k], source[k], frames * sizeof(float)), "wrote to input %u", k);
	}
}

/// Runs in a floating-point state of the host's choice, which must come back
static void
run_in_mode(Play* const    play,
            Hostile* const host,
            float* const   in[2],
            float* const   out[2],
            const uint32_t at,
            const uint32_t frames)
{
	const uint64_t mode = hostile_fpu_modes[draw(play, HOSTILE_N_FPU_MODES)];
	const uint64_t mine = hostile_fpu_get();
	hostile_fpu_set(mode);
	hostile_run(host, in, out, at, frames);
	const uint64_t after = hostile_fpu_get();
	hostile_fpu_set(mine);
	check(play,
	      (after & ~hostile_fpu_sticky) == mode,
	      "floating-point state was %x, is %x",
	      (unsigned)mode,
	      (unsigned)after);
}

static void
check_sample(const Play* const play, const float heard, const float kind, const unsigned k, const uint32_t i)
{
	const bool same = !play->comparable || !memcmp(&heard, &kind, sizeof(float));
	check(play, isfinite(heard), "output %u is %g in frame %u", k, (double)heard, i);
	check(play, same, "output %u, frame %u: %.9g, for a kind host %.9g", k, i, (double)heard, (double)kind);
}

static void
check_outputs(Play* const play, float* const out[2], const uint32_t frames)
{
	for (unsigned k = 0; k < 2; ++k) {
		for (uint32_t i = 0; i < frames; ++i) {
			check_sample(play, out[k][i], kind_out[k][i], k, i);
		}
	}
	const unsigned latency = play->plugin->latency;
	if (!play->absent[latency]) {
		const float now = play->hostile->control[latency];
		check(play,
		      play->latency < 0.0F || now == play->latency,
		      "latency from %g to %g",
		      (double)play->latency,
		      (double)now);
		play->latency = now;
	}
	hostile_check_outputs(play->hostile);
}

static void
run_both(Play* const play)
{
	const uint32_t frames = block_size(play);
	const unsigned signal = draw(play, 8);
	float *        in[2], *out[2];
	for (unsigned k = 0; k < 2; ++k) {
		for (uint32_t i = 0; i < frames; ++i) {
			source[k][i] = sample(play, signal, i);
		}
	}
	for (unsigned i = 0; i < 4U * ROOM; ++i) {
		room[i / ROOM][i % ROOM] = canary;
	}
	place(play, in, out);
	say(play, "run(%u), signal %u\n", frames, signal);
	for (unsigned k = 0; k < 2; ++k) {
		memcpy(in[k], source[k], frames * sizeof(float));
		memcpy(kind_in[k], source[k], frames * sizeof(float));
	}

	run_in_mode(play, play->hostile, in, out, 0, frames);
	float* const from[] = {kind_in[0], kind_in[1]};
	float* const to[]   = {kind_out[0], kind_out[1]};
	for (uint32_t done = 0, now = 0; done < frames || !frames; done += now) {
		now = draw(play, 2) ? frames - done : draw(play, frames - done + 1U);
		run_in_mode(play, play->kind, from, to, done, now);
		if (!frames) {
			break;
		}
	}
	check_canaries(play, in, out, frames);
	check_outputs(play, out, frames);
}

/// Audio ports that are missing, and connections to ports that are none: nothing may be written
static void
run_without_audio(Play* const play)
{
	const unsigned missing = draw(play, HOSTILE_N_AUDIO);
	Hostile* const both[]  = {play->hostile, play->kind};
	for (unsigned i = 0; i < 4U * ROOM; ++i) {
		room[i / ROOM][i % ROOM] = canary;
	}
	say(play, "run(100) without audio port %u\n", missing);
	for (unsigned i = 0; i < 2; ++i) {
		hostile_audio(both[i], room[0], room[1], room[2], room[3]);
		play->plugin->descriptor->connect_port(both[i]->handle, missing, NULL);
		play->plugin->descriptor->connect_port(both[i]->handle, play->plugin->n_ports + draw(play, 9), room[0]);
		play->plugin->descriptor->run(both[i]->handle, 100);
	}
	for (unsigned i = 0; i < 4U * ROOM; ++i) {
		check(play, room[i / ROOM][i % ROOM] == canary, "wrote to buffer %u", i / ROOM);
	}
}

static void
activate_both(Play* const play)
{
	say(play, "activate\n");
	play->plugin->descriptor->activate(play->hostile->handle);
	play->plugin->descriptor->activate(play->kind->handle);
}

static void
trigger_some(Play* const play)
{
	for (unsigned i = HOSTILE_N_AUDIO; i < play->plugin->n_ports; ++i) {
		if (play->plugin->port[i].trigger && draw(play, 2)) {
			set_control(play, i, draw(play, 2) ? 1.0F : 0.0F);
		}
	}
}

static void
step(Play* const play)
{
	const unsigned what = draw(play, 100);
	if (what < 55) {
		run_both(play);
	} else if (what < 70) {
		set_one(play, 0.7);
	} else if (what < 76) {
		set_all(play, draw(play, 2) ? 1.0 : 0.5);
	} else if (what < 84) {
		trigger_some(play);
	} else if (what < 90) {
		unplug_one(play);
	} else if (what < 94) {
		activate_both(play);
	} else if (what < 97) {
		run_without_audio(play);
	} else if (what < 98) {
		open_both(play);
	} else if (play->plugin->descriptor->deactivate) {
		say(play, "deactivate\n");
		play->plugin->descriptor->deactivate(play->hostile->handle);
		play->plugin->descriptor->deactivate(play->kind->handle);
	}
}

static void
play_seed(const HostilePlugin* const plugin, const uint32_t number, const bool loud)
{
	const bool is_blind = plugin == hostile_plugin(1);
	Play       play     = {.plugin = plugin, .number = number, .seed = number * 2654435761U, .loud = loud};
	play.twins          = is_blind && number % 2U == 0;
	play.comparable     = !is_blind || play.twins;
	open_both(&play);
	for (; play.step < N_STEPS; ++play.step) {
		step(&play);
	}
	close_both(&play);
}

static void
play_seeds(const HostilePlugin* const plugin)
{
	const char* const one  = getenv("HOSTILE_SEED");
	const char* const many = getenv("HOSTILE_SEEDS");
	const uint32_t    n    = many ? (uint32_t)strtoul(many, NULL, 10) : n_seeds_made;
	if (one) {
		play_seed(plugin, (uint32_t)strtoul(one, NULL, 10), true);
		return;
	}
	for (uint32_t number = 1; number <= n; ++number) {
		play_seed(plugin, number, false);
	}
}

static void
test_amplifier_under_any_order_of_calls(void** const state)
{
	(void)state;
	play_seeds(hostile_plugin(0));
}

static void
test_blind_test_under_any_order_of_calls(void** const state)
{
	(void)state;
	play_seeds(hostile_plugin(1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_amplifier_under_any_order_of_calls),
		cmocka_unit_test(test_blind_test_under_any_order_of_calls),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
