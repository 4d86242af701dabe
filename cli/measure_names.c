// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/measure_names.h"

#include "catalog/catalog.h"
#include "catalog/preset.h"
#include "measure/model_device.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void
zout_subject_name_load(ZoutSubject* const subject, const char* const name)
{
	snprintf(subject->load.text, sizeof(subject->load.text), "%s", name);
	snprintf(subject->load_short, sizeof(subject->load_short), "%.95s", name);
}

/// Names the load: a resistor, unless the settings hold more of a headphone
static void
name_load(ZoutSubject* const subject)
{
	const ZoutSettings* const settings = &subject->settings;
	const double              dc_ohm   = (double)settings->value[ZOUT_RESISTANCE];
	const ZoutSettings        resistor = zout_settings_with_resistor(settings, dc_ohm);
	if (subject->load_ohm <= 0.0 && !memcmp(settings, &resistor, sizeof(resistor))) {
		subject->load_ohm = dc_ohm;
	}
	if (subject->load_ohm > 0.0) {
		char ohm[32];
		snprintf(ohm, sizeof(ohm), "%.4g ohm", subject->load_ohm);
		zout_subject_name_load(subject, ohm);
	} else {
		zout_subject_name_load(subject, "headphone as set");
	}
}

/// Whether a control was set over what presets chose
static bool
is_set_over(const ZoutSubject* const subject, const ZoutSettings* const chosen, const unsigned param)
{
	return fabsf(chosen->value[param] - subject->settings.value[param]) > 0.0F;
}

/// Names the load by the headphone's preset, unless other presets have made another one of it
static void
name_phones(ZoutSubject* const        subject,
            const char* const         label,
            const ZoutSettings* const shipped,
            const ZoutSettings* const chosen)
{
	bool told[ZOUT_N_PARAMS];
	bool any  = false;
	bool same = true;
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		const bool electric = zout_phones_is_electric((ZoutParam)i);
		same                = same && (!electric || fabsf(shipped->value[i] - chosen->value[i]) <= 0.0F);
		told[i]             = is_set_over(subject, chosen, i);
		any                 = any || (told[i] && electric);
	}
	if (same) {
		subject->load = zout_phones_name(label, told, &subject->settings);
		snprintf(subject->load_short, sizeof(subject->load_short), "%.80s%s", label, any ? " as set" : "");
	} else {
		name_load(subject);
	}
}

/// Names the amplifier by its preset, unless other presets have made another one of it
static void
name_amp(ZoutSubject* const        subject,
         const char* const         label,
         const ZoutSettings* const shipped,
         const ZoutSettings* const chosen)
{
	bool told[ZOUT_N_PARAMS];
	bool any = false;
	if (zout_amps_differ(shipped, chosen)) {
		return;
	}
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		told[i] = is_set_over(subject, chosen, i);
		any     = any || (told[i] && !zout_param_is_shared((ZoutParam)i));
	}
	subject->amp = zout_amp_name(label, told, &subject->settings);
	snprintf(subject->legend, sizeof(subject->legend), "%s%s", label, any ? " as set" : "");
}

/// Finds a preset by its name, and what the settings are with it alone
static ZoutExit
find_shipped(ZoutCatalog* const       catalog,
             const ZoutBank           bank,
             const char* const        name,
             const ZoutPreset** const preset,
             ZoutSettings* const      shipped)
{
	ZoutAudioError error;
	zout_settings_init(shipped);
	const ZoutAudioStatus status = zout_preset_apply_named(catalog, bank, name, shipped, preset, &error);
	return status ? zout_report(status, &error) : ZOUT_EXIT_SUCCESS;
}

/// Names amplifier and headphone by their presets where they are what these say
static ZoutExit
name_by_presets(ZoutSubject* const        subject,
                ZoutCatalog* const        catalog,
                const char* const         amp,
                const char* const         phones,
                const ZoutSettings* const chosen)
{
	const ZoutPreset* preset = NULL;
	ZoutSettings      shipped;
	ZoutExit          status = amp ? find_shipped(catalog, ZOUT_BANK_AMPS, amp, &preset, &shipped) : ZOUT_EXIT_SUCCESS;
	if (!status && amp) {
		name_amp(subject, preset->label, &shipped, chosen);
	}
	if (!status && phones) {
		status = find_shipped(catalog, ZOUT_BANK_PHONES, phones, &preset, &shipped);
	}
	if (!status && phones) {
		name_phones(subject, preset->label, &shipped, chosen);
	}
	return status;
}

ZoutExit
zout_subject_name(ZoutSubject* const        subject,
                  const char* const         amp,
                  const char* const         phones,
                  const ZoutSettings* const chosen)
{
	ZoutCatalog       catalog;
	ZoutAudioError    error;
	static const char unnamed[] = "Amplifier as set";
	snprintf(subject->amp.text, sizeof(subject->amp.text), "%s", unnamed);
	snprintf(subject->legend, sizeof(subject->legend), "%s", unnamed);
	if (!phones) {
		name_load(subject);
	}
	if (!amp && !phones) {
		return ZOUT_EXIT_SUCCESS;
	}
	const ZoutAudioStatus opened = zout_catalog_open(&catalog, &error);
	const ZoutExit        status =
        opened ? zout_report(opened, &error) : name_by_presets(subject, &catalog, amp, phones, chosen);
	zout_catalog_close(&catalog);
	return status;
}
