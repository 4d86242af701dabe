// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The figures of the advice as JSON: units are in the keys, what does not exist is null. */

#include "cli/json_text.h"
#include "cli/match.h"
#include "measure/match_dose.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/// A number, or null where there is none
static json_t*
number(const double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t*
confidence(const ZoutMatchCase* const c, const ZoutFigure figure)
{
	return json_string(zout_confidence_name(zout_match_confidence(c, figure)));
}

static json_t*
preset(const ZoutPreset* const p, const char* const label)
{
	return json_pack("{s:s, s:s}", "name", p->name, "label", label);
}

static json_t*
sine(const ZoutSine* const s)
{
	return json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f}",
	                 "frequency_hz",
	                 s->frequency_hz,
	                 "load_ohm",
	                 s->load_ohm,
	                 "open_vrms",
	                 s->open_vrms,
	                 "voltage_vrms",
	                 s->voltage_vrms,
	                 "current_ma",
	                 1e3 * s->current_a,
	                 "power_mw",
	                 1e3 * s->power_w,
	                 "spl_db",
	                 s->spl_db,
	                 "peak_spl_db",
	                 s->peak_spl_db);
}

static json_t*
reach(const ZoutReach* const r)
{
	json_t* const object  = sine(&r->sine);
	json_t* const allowed = json_object();
	for (unsigned i = 0; i < ZOUT_N_LIMITS; ++i) {
		json_object_set_new(allowed, zout_match_limit_name((ZoutLimit)i), json_real(r->allowed_vrms[i]));
	}
	json_object_set_new(object, "limited_by", json_string(zout_match_limit_name(r->limit)));
	json_object_set_new(object, "allowed_open_vrms", allowed);
	return object;
}

static json_t*
volume(const ZoutVolume* const v)
{
	return json_pack("{s:f, s:f, s:f, s:f, s:b}",
	                 "gain_db",
	                 v->gain_db,
	                 "volume_db",
	                 v->volume_db,
	                 "clock_h",
	                 v->clock_h,
	                 "balance_db",
	                 v->balance_db,
	                 "reached",
	                 v->volume_db <= 0.0);
}

static json_t*
sensitivity(const ZoutMatchCase* const c)
{
	json_t* const object = json_object();
	json_object_set_new(object, "db_spl_per_v", json_real(c->match.sensitivity_db));
	json_object_set_new(object, "db_spl_per_mw", json_real(c->match.sensitivity_per_mw_db));
	json_object_set_new(object, "preset_db_spl_per_v", json_real(c->preset_db));
	json_object_set_new(object, "preset_source", json_string(c->source));
	json_object_set_new(object, "uncertainty_db", json_real(zout_match_level_uncertainty_db(c)));
	json_object_set_new(object, "confidence", confidence(c, ZOUT_FIGURE_LEVEL));
	return object;
}

static json_t*
dose(const double level_db)
{
	return json_pack("{s:f, s:f, s:f, s:f}",
	                 "level_db",
	                 level_db,
	                 "niosh_day_h",
	                 zout_match_niosh_day_h(level_db),
	                 "who_week_h",
	                 zout_match_who_week_h(level_db),
	                 "who_child_week_h",
	                 zout_match_who_child_week_h(level_db));
}

static json_t*
difference(const ZoutMatchCase* const c, const ZoutDifferenceId id, const ZoutFigure figure)
{
	const ZoutDifference* const d      = &c->match.differences[id];
	json_t* const               object = json_object();
	json_object_set_new(object, "value", number(d->value));
	json_object_set_new(object, "audible", number(d->audible));
	json_object_set_new(object, "margin_db", number(d->margin_db));
	json_object_set_new(object, "confidence", confidence(c, figure));
	return object;
}

static json_t*
differences(const ZoutMatchCase* const c)
{
	static const ZoutFigure figures[ZOUT_N_DIFFERENCES] = {
		[ZOUT_DIFFERENCE_RESPONSE]   = ZOUT_FIGURE_RESPONSE,
		[ZOUT_DIFFERENCE_HISS]       = ZOUT_FIGURE_HISS,
		[ZOUT_DIFFERENCE_HUM]        = ZOUT_FIGURE_HUM,
		[ZOUT_DIFFERENCE_DISTORTION] = ZOUT_FIGURE_DISTORTION,
		[ZOUT_DIFFERENCE_BALANCE]    = ZOUT_FIGURE_BALANCE,
	};
	static const char* const keys[ZOUT_N_DIFFERENCES] = {
		[ZOUT_DIFFERENCE_RESPONSE]   = "response_db",
		[ZOUT_DIFFERENCE_HISS]       = "hiss_db_spl_a",
		[ZOUT_DIFFERENCE_HUM]        = "hum_db_spl",
		[ZOUT_DIFFERENCE_DISTORTION] = "distortion_db",
		[ZOUT_DIFFERENCE_BALANCE]    = "balance_db",
	};
	json_t* const object = json_object();
	for (unsigned i = 0; i < ZOUT_N_DIFFERENCES; ++i) {
		json_object_set_new(object, keys[i], difference(c, (ZoutDifferenceId)i, figures[i]));
	}
	json_t* const response = json_object_get(object, keys[ZOUT_DIFFERENCE_RESPONSE]);
	json_object_set_new(response, "frequency_hz", json_real(c->match.response.largest_hz));
	json_object_set_new(response, "span_db", json_real(c->match.response.span_db));
	json_t* const hiss = json_object_get(object, keys[ZOUT_DIFFERENCE_HISS]);
	json_object_set_new(hiss, "noise_uv_a", json_real(1e6 * c->match.silence.noise_vrms));
	json_object_set_new(hiss, "uncertainty_db", json_real(zout_match_hiss_uncertainty_db(c)));
	return object;
}

static json_t*
rules(const ZoutMatchCase* const c)
{
	static const char* const verdicts[] = {"not applicable", "undecided", "agrees", "contradicted"};
	json_t* const            array      = json_array();
	for (unsigned i = 0; i < ZOUT_N_RULES; ++i) {
		const ZoutRule rule   = zout_match_rule(&c->match, &c->settings, (ZoutRuleId)i);
		json_t* const  object = json_object();
		json_object_set_new(object, "rule", json_string(zout_match_rule_name((ZoutRuleId)i)));
		json_object_set_new(object, "judged", number(rule.judged));
		json_object_set_new(object, "limit", number(rule.limit));
		json_object_set_new(object, "warns", json_boolean(rule.warns));
		json_object_set_new(object, "found", number(rule.found));
		json_object_set_new(object, "threshold", number(rule.threshold));
		json_object_set_new(object, "verdict", json_string(verdicts[rule.verdict]));
		json_array_append_new(array, object);
	}
	return array;
}

json_t*
zout_match_json(const ZoutMatchCase* const c)
{
	const ZoutMatch* const m      = &c->match;
	json_t* const          object = json_object();
	json_object_set_new(object, "amp", preset(c->amp, c->amp_name.text));
	json_object_set_new(object, "phones", preset(c->phones, c->phones->label));
	json_object_set_new(object, "source_vrms", json_real(m->source_vrms));
	json_object_set_new(object, "target_db_spl", json_real(m->asked.target_db));
	json_object_set_new(object, "sensitivity", sensitivity(c));
	json_object_set_new(object, "reach", reach(&m->reach));
	json_object_set_new(object, "weakest", reach(&m->weakest));
	json_object_set_new(object, "limits_confidence", confidence(c, ZOUT_FIGURE_LIMITS));
	json_object_set_new(object, "needed", sine(&m->needed));
	json_object_set_new(object, "needed_at_lowest_impedance_ma", json_real(1e3 * m->needed_at_lowest_a));
	json_object_set_new(object, "needed_gain_db", json_real(m->needed_gain_db));
	json_object_set_new(object, "headroom_db", json_real(m->headroom_db));
	json_object_set_new(object, "least_load_ohm", number(c->least_load_ohm));
	json_object_set_new(object, "largest_load_ohm", number(c->largest_load_ohm));
	json_object_set_new(object, "load_fits", json_boolean(c->fits));
	json_object_set_new(object, "volume", volume(&m->present));
	json_object_set_new(object, "suggested_volume", volume(&m->suggested));
	json_object_set_new(object, "snr_db_a", number(m->snr_db));
	json_object_set_new(object, "differences", differences(c));
	json_object_set_new(object, "largest_difference", json_string(zout_match_difference_name(m->largest)));
	json_object_set_new(object, "tone", dose(m->heard.spl_db));
	json_object_set_new(object, "music", dose(m->programme_db));
	json_object_set_new(object, "rules", rules(c));
	return object;
}

ZoutAudioStatus
zout_match_print_json(const ZoutMatchCase* const cases,
                      const unsigned             n_cases,
                      const bool                 table,
                      ZoutAudioError* const      error)
{
	const ZoutMatchCase* const most = zout_match_extreme(cases, n_cases);
	json_t*                    root = NULL;
	zout_json_begin();
	if (table) {
		json_t* const array = json_array();
		for (unsigned i = 0; i < n_cases; ++i) {
			json_array_append_new(array, zout_match_json(&cases[i]));
		}
		root = json_object();
		json_object_set_new(root, "matches", array);
	} else {
		root = zout_match_json(most);
	}
	json_t* const next = json_object();
	json_object_set_new(next, "render", json_string(zout_match_render_command(most).text));
	json_object_set_new(next, "reference", json_string(zout_match_reference_command(most).text));
	json_object_set_new(next, "abx", json_string(zout_match_abx_command(most).text));
	json_object_set_new(root, "next", next);

	char* const text = zout_json_end(root, ZOUT_JSON_PAGE);
	if (!text) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	puts(text);
	free(text);
	return ZOUT_AUDIO_SUCCESS;
}
