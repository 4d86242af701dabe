// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/match.h"

#include "cli/commands.h"

#include <stdlib.h>

/// Those that exist come first, of them those that reach the target, then those that add the least
static int
compare_cases(const void* const a, const void* const b)
{
	const ZoutMatchCase* const x         = (const ZoutMatchCase*)a;
	const ZoutMatchCase* const y         = (const ZoutMatchCase*)b;
	const bool                 x_reaches = x->match.headroom_db >= 0.0;
	const bool                 y_reaches = y->match.headroom_db >= 0.0;
	const double               x_db      = x->match.differences[x->match.largest].margin_db;
	const double               y_db      = y->match.differences[y->match.largest].margin_db;
	return x->fits != y->fits       ? y->fits - x->fits
	       : x_reaches != y_reaches ? y_reaches - x_reaches
	                                : (x_db > y_db) - (x_db < y_db);
}

/// What was found, as it was asked for
static ZoutAudioStatus
print(const ZoutOptions* const options,
      ZoutMatchCase* const     cases,
      const unsigned           n_cases,
      const ZoutBank           varied,
      ZoutAudioError* const    error)
{
	const bool table = !options->amp || !options->phones;
	if (table) {
		qsort(cases, n_cases, sizeof(ZoutMatchCase), compare_cases);
	}
	if (options->json) {
		return zout_match_print_json(cases, n_cases, table, error);
	}
	if (table) {
		zout_match_print_table(cases, n_cases, varied);
	} else {
		zout_match_print(cases);
	}
	return ZOUT_AUDIO_SUCCESS;
}

/// Makes the cases of one amplifier or all with one headphone or all
static ZoutAudioStatus
make_cases(ZoutCatalog* const       catalog,
           const ZoutOptions* const options,
           const ZoutPreset* const  amp,
           const ZoutPreset* const  phones,
           ZoutMatchCase* const     cases,
           unsigned* const          n_cases,
           ZoutAudioError* const    error)
{
	ZoutAudioStatus status = ZOUT_AUDIO_SUCCESS;
	if (amp && phones) {
		*n_cases = 1;
		return zout_match_case(catalog, options, amp, phones, cases, error);
	}
	for (unsigned i = 0; i < catalog->n_presets && !status; ++i) {
		const ZoutPreset* const other = &catalog->presets[i];
		if (other->bank == (amp ? ZOUT_BANK_PHONES : ZOUT_BANK_AMPS)) {
			status = zout_match_case(
				catalog, options, amp ? amp : other, phones ? phones : other, &cases[(*n_cases)++], error);
		}
	}
	return status;
}

static ZoutAudioStatus
match(ZoutCatalog* const catalog, const ZoutOptions* const options, ZoutAudioError* const error)
{
	const ZoutPreset* amp    = NULL;
	const ZoutPreset* phones = NULL;
	ZoutAudioStatus   status =
        options->amp ? zout_catalog_find(catalog, ZOUT_BANK_AMPS, options->amp, &amp, error) : ZOUT_AUDIO_SUCCESS;
	if (!status && options->phones) {
		status = zout_catalog_find(catalog, ZOUT_BANK_PHONES, options->phones, &phones, error);
	}
	if (status) {
		return status;
	}

	unsigned             n_cases = 0;
	ZoutMatchCase* const cases   = (ZoutMatchCase*)calloc(catalog->n_presets, sizeof(ZoutMatchCase));
	if (!cases) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	status = make_cases(catalog, options, amp, phones, cases, &n_cases, error);
	status = status ? status : print(options, cases, n_cases, amp ? ZOUT_BANK_PHONES : ZOUT_BANK_AMPS, error);
	free(cases);
	return status;
}

ZoutExit
zout_match_command(const ZoutOptions* const options)
{
	if (options->n_operands) {
		return zout_complain(
			ZOUT_EXIT_USAGE, "unexpected argument '%s' (see: zout match --help)", options->operands[0]);
	}
	if (!options->amp && !options->phones) {
		return zout_complain(ZOUT_EXIT_USAGE, "expected --amp, --phones or both (see: zout match --help)");
	}
	if (options->sensitivity && !options->phones) {
		return zout_complain(ZOUT_EXIT_USAGE, "--sensitivity is that of one headphone, expected --phones too");
	}

	ZoutCatalog     catalog;
	ZoutAudioError  error;
	ZoutAudioStatus status = zout_catalog_open(&catalog, &error);
	status                 = status ? status : match(&catalog, options, &error);
	zout_catalog_close(&catalog);
	return status ? zout_report(status, &error) : ZOUT_EXIT_SUCCESS;
}
