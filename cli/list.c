// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/list.h"

#include "catalog/suggest.h"
#include "catalog/value.h"
#include "cli/columns.h"
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

void
zout_print_params(const bool comments)
{
	int symbol_width = 0;
	int range_width  = 0;
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		const int symbol = zout_columns(zout_param_info((ZoutParam)i)->symbol);
		const int range  = zout_columns(zout_range_text((ZoutParam)i).text);
		symbol_width     = symbol > symbol_width ? symbol : symbol_width;
		range_width      = range > range_width ? range : range_width;
	}

	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		const ZoutParam            param = (ZoutParam)i;
		const ZoutParamInfo* const info  = zout_param_info(param);
		if (!i || info->group != zout_param_info((ZoutParam)(i - 1U))->group) {
			printf("%s%s\n", i ? "\n" : "", zout_group_name(info->group));
		}
		printf("  ");
		zout_print_padded(info->symbol, symbol_width + 2);
		zout_print_padded(zout_range_text(param).text, range_width + 2);
		printf("[%s]  %s\n", zout_value_text(param, info->def).text, comments ? info->comment : info->name);
	}
}

static void
print_bank(const ZoutCatalog* const catalog, const ZoutBank bank)
{
	int width = 0;
	for (unsigned i = 0; i < catalog->n_presets; ++i) {
		const int columns = zout_columns(catalog->presets[i].name);
		width             = catalog->presets[i].bank == bank && columns > width ? columns : width;
	}
	printf("%s\n", zout_bank_info(bank)->title);
	for (unsigned i = 0; i < catalog->n_presets; ++i) {
		if (catalog->presets[i].bank == bank) {
			printf("  ");
			zout_print_padded(catalog->presets[i].name, width + 2);
			printf("%s\n", catalog->presets[i].label);
		}
	}
}

/// Finds out what is to be listed, or complains
static ZoutExit
parse_what(const ZoutOptions* const options, unsigned* const what)
{
	static const char* const names[] = {"amps", "phones", "params"};
	static const unsigned    flags[] = {ZOUT_LIST_AMPS, ZOUT_LIST_PHONES, ZOUT_LIST_PARAMS};
	if (options->n_operands > 1) {
		return zout_complain(ZOUT_EXIT_USAGE, "unexpected argument '%s' (see: zout list --help)", options->operands[1]);
	}
	if (!options->n_operands) {
		*what = ZOUT_LIST_AMPS | ZOUT_LIST_PHONES;
		return ZOUT_EXIT_SUCCESS;
	}

	ZoutSuggestion suggestion = zout_suggestion(options->operands[0]);
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); ++i) {
		if (!strcmp(options->operands[0], names[i])) {
			*what = flags[i];
			return ZOUT_EXIT_SUCCESS;
		}
		zout_suggestion_offer(&suggestion, names[i]);
	}
	return zout_complain(ZOUT_EXIT_USAGE,
	                     "unknown list '%s'%s (expected amps, phones or params)",
	                     options->operands[0],
	                     zout_suggestion_text(&suggestion).text);
}

static void
print_text(const ZoutCatalog* const catalog, const unsigned what)
{
	if (what & ZOUT_LIST_AMPS) {
		print_bank(catalog, ZOUT_BANK_AMPS);
	}
	if (what == (ZOUT_LIST_AMPS | ZOUT_LIST_PHONES)) {
		printf("\n");
	}
	if (what & ZOUT_LIST_PHONES) {
		print_bank(catalog, ZOUT_BANK_PHONES);
	}
	if (what & ZOUT_LIST_PARAMS) {
		zout_print_params(true);
	}
}

ZoutExit
zout_list(const ZoutOptions* const options)
{
	unsigned       what = 0;
	const ZoutExit bad  = parse_what(options, &what);
	if (bad) {
		return bad;
	}

	const bool      presets = what != ZOUT_LIST_PARAMS;
	ZoutCatalog     catalog;
	ZoutAudioError  error;
	ZoutAudioStatus status = presets ? zout_catalog_open(&catalog, &error) : ZOUT_AUDIO_SUCCESS;
	if (!status && options->json) {
		status = zout_print_json(presets ? &catalog : NULL, what, &error);
	} else if (!status) {
		print_text(&catalog, what);
	}
	if (presets) {
		zout_catalog_close(&catalog);
	}
	return status ? zout_report(status, &error) : ZOUT_EXIT_SUCCESS;
}
