// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What is to be told of a test: to its record, and to the listener. */

#include "cli/abx_test.h"
#include "cli/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const double told_db = 0.005; // less would be written as nothing

static const char*
base_name(const char* const path)
{
	const char* const slash = path ? strrchr(path, '/') : NULL;
	return slash ? slash + 1 : path;
}

ZoutAbxContext
zout_abx_test_context(const ZoutAbxTest* const test)
{
	const ZoutAbxSetup* const  setup  = test->setup;
	const ZoutAbxLevels* const levels = &test->levels;
	const bool                 live   = !setup->track;
	ZoutAbxContext             context;
	zout_abx_context_init(&context);
	context.program   = "zout abx";
	context.version   = zout_version();
	context.listener  = setup->listener;
	context.equipment = setup->equipment;
	context.started_s = (uint64_t)time(NULL);
	context.earlier   = test->store.earlier;
	context.aborted   = test->store.aborted;
	context.training_s =
		test->training_ms ? 1e-3 * (double)(zout_abx_audio_now_ms(&test->audio) + 1U - test->training_ms) : 0.0;
	context.phones         = setup->phones;
	context.backend        = zout_abx_backend_name(setup->backend);
	context.isa            = levels->isa;
	context.rate_hz        = test->audio.rate_hz;
	context.block_frames   = zout_abx_audio_block_frames(&test->audio);
	context.latency_frames = levels->latency_frames;
	context.source         = live ? "live" : "file";
	context.source_name    = base_name(setup->track);
	context.source_sha256  = live ? NULL : test->sha256;
	context.loop_start_s   = live ? (double)NAN : test->loop_s[0];
	context.loop_end_s     = live ? (double)NAN : test->loop_s[1];
	context.restart        = setup->restart;
	context.match          = setup->match;
	context.match_gain_db  = levels->gain_db[1] - levels->gain_db[0];
	context.max_spl_db     = setup->max_spl_db;
	for (unsigned i = 0; i < 2; ++i) {
		context.names[i]          = setup->names[i];
		context.settings[i]       = &test->settings[i];
		context.residual_db[i]    = levels->residual_db[i];
		context.turned_down_db[i] = test->volts.turned_down_db[i];
		if (!live) { // the levels of live audio are not known beforehand, and those of a sine are not its own
			context.rms_dbfs[i]  = levels->rms_dbfs[i];
			context.peak_dbfs[i] = levels->peak_dbfs[i];
			context.spl_db[i]    = levels->spl_db[i];
		}
	}
	return context;
}

/// True if matching both sides together left one of them louder in A and the other in B, on this programme
static bool
sides_differ(const ZoutAbxTest* const test)
{
	const double* const side_db = test->levels.side_db;
	return test->setup->match == ZOUT_ABX_MATCH_PROGRAMME &&
	       fmax(fabs(side_db[0]), fabs(side_db[1])) > ZOUT_ABX_MAX_LEVEL_ERROR_DB;
}

const char zout_abx_unheard[] = "the outputs are not connected: connect them, or begin again with --connect";

/// True if both chains are the same: catch trials, which nobody can pass but by luck
static bool
is_catch(const ZoutAbxTest* const test)
{
	bool same = true;
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		same = same && fabsf(test->settings[0].value[i] - test->settings[1].value[i]) <= 0.0F;
	}
	return same;
}

const char*
zout_abx_test_warning(const ZoutAbxTest* const test, const unsigned index)
{
	const char* warnings[4] = {NULL, NULL, NULL, NULL};
	unsigned    n           = 0;
	if (zout_abx_audio_is_unheard(&test->audio)) {
		warnings[n++] = zout_abx_unheard;
	}
	if (is_catch(test)) {
		warnings[n++] = "A and B are the same: catch trials, which only luck can pass";
	}
	if (test->setup->match == ZOUT_ABX_MATCH_OFF) {
		warnings[n++] = "levels are not matched: a difference may be heard because one chain is louder";
	}
	if (sides_differ(test)) {
		warnings[n++] = "matched together, left and right differ: the chains colour what one side alone plays";
	}
	return index < n ? warnings[index] : NULL;
}

/// Whose volume was turned down, "" if nobody's
static void
tell_volts(const ZoutEqualVolts* const volts, char* const text, const size_t size)
{
	const unsigned more    = volts->turned_down_db[1] > 0.0 ? 1U : 0U;
	const double   down_db = volts->turned_down_db[more];
	const bool     all     = fabs(volts->left_db) < told_db;
	if (down_db >= told_db) {
		snprintf(text,
		         size,
		         "; %s turned down by %.2f dB %s the voltage of %s",
		         more ? "B" : "A",
		         down_db,
		         all ? "to" : "towards",
		         more ? "A" : "B");
	}
}

/// Up to what sound pressure the test goes: what was measured of a track; of live audio nothing but the cap is known
static void
tell_bound(const ZoutAbxTest* const test, char* const text, const size_t size)
{
	const double cap_db = test->setup->max_spl_db;
	if (!test->setup->track) {
		snprintf(text, size, "at most %g dB SPL (--max-spl)", cap_db);
		return;
	}
	snprintf(
		text, size, "at most %.0f dB SPL", fmin(ceil(fmax(test->levels.spl_db[0], test->levels.spl_db[1])), cap_db));
}

ZoutAbxWords
zout_abx_test_level_words(const ZoutAbxTest* const test)
{
	static const char* const   methods[] = {"not matched", "matched at 1 kHz", "matched on the programme"};
	const ZoutAbxLevels* const levels    = &test->levels;
	const double               quieter   = fmin(levels->gain_db[0], levels->gain_db[1]);
	ZoutAbxWords               words;
	char                       gain[64]    = "";
	char                       lowered[64] = "";
	char                       volts[80]   = "";
	char                       bound[48]   = "";
	if (quieter <= -told_db) {
		snprintf(gain, sizeof(gain), " by %.2f dB in %s", quieter, levels->gain_db[0] < 0.0 ? "A" : "B");
	}
	tell_volts(&test->volts, volts, sizeof(volts));
	tell_bound(test, bound, sizeof(bound));
	if (test->lowered_db > 0.0) {
		snprintf(lowered, sizeof(lowered), "; volume lowered by %.1f dB for %s", test->lowered_db, test->lowered_for);
	}
	snprintf(words.text,
	         sizeof(words.text),
	         "%s%s%s; B over A %+.3f dB (left %+.3f dB, right %+.3f dB); %s%s",
	         methods[(unsigned)test->setup->match % 3U],
	         gain,
	         volts,
	         zout_never_minus_zero(0.5 * (levels->residual_db[0] + levels->residual_db[1]), 3),
	         zout_never_minus_zero(levels->side_db[0], 3),
	         zout_never_minus_zero(levels->side_db[1], 3),
	         bound,
	         lowered);
	return words;
}
