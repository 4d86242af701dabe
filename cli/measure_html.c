// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/measure_html.h"

#include "catalog/value.h"
#include "cli/bars.h"
#include "cli/html_text.h"
#include "cli/measure_charts.h"
#include "cli/measure_ranking.h"
#include "cli/svg.h"

#include <math.h>
#include <string.h>

static const char style[] =
	":root{color-scheme:light dark;--line:#8884;--soft:#8881}"
	"body{font:16px/1.45 system-ui,sans-serif;margin:0 auto;padding:1rem;max-width:76rem}"
	"h1{font-size:1.6rem;line-height:1.2;margin:.2rem 0}h2{font-size:1.15rem;margin:1.6rem 0 .6rem}"
	"p{max-width:46rem;margin:.4rem 0}"
	".tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.6rem,1fr));gap:.5rem}"
	".tiles div{border:1px solid var(--line);border-radius:.4rem;padding:.45rem .6rem;background:var(--soft)}"
	".tiles b{display:block;font-size:1.25rem}.tiles span{font-size:.8rem}"
	".charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,27rem),1fr));gap:.8rem}"
	"figure{margin:0;border:1px solid var(--line);border-radius:.4rem;padding:.4rem;break-inside:avoid}"
	"svg{display:block;width:100%;height:auto}figcaption{font-size:.78rem;padding:.2rem .4rem}"
	".wide{overflow-x:auto}table{border-collapse:collapse;font-size:.85rem}"
	"th,td{text-align:left;padding:.18rem .7rem .18rem 0;border-bottom:1px solid var(--line);vertical-align:top}"
	"td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}code{font-size:.9em;overflow-wrap:"
	"anywhere}"
	"dt{font-weight:600;margin-top:.5rem}dd{margin:0}"
	"@media print{body{font-size:10pt;padding:0;max-width:none}.charts{grid-template-columns:1fr 1fr}"
	".tiles{grid-template-columns:repeat(5,1fr)}h2{break-after:avoid}tr{break-inside:avoid}}";

/// A figure at the top of the page
typedef struct {
	ZoutDefinition definition;
	double         load_ohm; ///< 0 for the load that was asked for
	const char*    title;    ///< NULL for that of the definition
} Tile;

static const Tile tiles[] = {
	{ZOUT_DEF_SINAD, 0.0, NULL},
	{ZOUT_DEF_THD, 0.0, NULL},
	{ZOUT_DEF_SNR_FULL, 0.0, NULL},
	{ZOUT_DEF_SNR_50MV, 0.0, NULL},
	{ZOUT_DEF_RANGE, 0.0, NULL},
	{ZOUT_DEF_NOISE, 0.0, NULL},
	{ZOUT_DEF_MULTITONE_RANGE, 0.0, NULL},
	{ZOUT_DEF_SMPTE, 0.0, NULL},
	{ZOUT_DEF_CCIF, 0.0, NULL},
	{ZOUT_DEF_POWER, 300.0, "Power, 300 ohm"},
	{ZOUT_DEF_POWER, 32.0, "Power, 32 ohm"},
	{ZOUT_DEF_GAIN, 0.0, NULL},
	{ZOUT_DEF_CROSSTALK, 0.0, NULL},
	{ZOUT_DEF_SOURCE_Z, 0.0, NULL},
};

/// The first figure of a definition into a load
static const ZoutFigure*
figure_into(const ZoutSubject* const subject, const ZoutDefinition definition, const double load_ohm)
{
	for (size_t i = 0; i < subject->results.n_figures; ++i) {
		const ZoutFigure* const figure = &subject->results.figures[i];
		const bool              load   = load_ohm <= 0.0 || fabs(figure->conditions.load_ohm - load_ohm) < 0.5;
		if (figure->definition == definition && load) {
			return figure;
		}
	}
	return NULL;
}

static void
write_tiles(FILE* const file, const ZoutSubject* const subject)
{
	fputs("<div class=\"tiles\">\n", file);
	for (unsigned i = 0; i < sizeof(tiles) / sizeof(tiles[0]); ++i) {
		const ZoutDefinitionInfo* const info   = zout_definition_info(tiles[i].definition);
		const ZoutFigure* const         figure = figure_into(subject, tiles[i].definition, tiles[i].load_ohm);
		if (figure) {
			char value[32];
			zout_value_with_unit(figure->definition, figure->value, value);
			fprintf(file, "<div><span>%s</span><b>%s</b><span>", tiles[i].title ? tiles[i].title : info->title, value);
			fprintf(file, "%s</span></div>\n", info->id);
		}
	}
	fputs("</div>\n", file);
}

static void
write_rankings(FILE* const file, const ZoutSubject* const subjects, const unsigned n_subjects)
{
	const ZoutRankingInfo* ranking = NULL;
	fputs("<h2>Ranking</h2>\n<div class=\"charts\">\n", file);
	for (unsigned r = 0; (ranking = zout_ranking_info(r)); ++r) {
		unsigned order[ZOUT_MAX_SUBJECTS];
		ZoutBar  bars[ZOUT_MAX_SUBJECTS];
		zout_ranking_sort(ranking, subjects, n_subjects, order);
		for (unsigned i = 0; i < n_subjects; ++i) {
			const ZoutSubject* const subject = &subjects[order[i]];
			bars[i] = (ZoutBar){subject->legend, zout_ranking_value(ranking, subject), order[i]};
		}
		fputs("<figure>", file);
		zout_bars_write(file, ranking->title, bars, n_subjects, zout_definition_info(ranking->definition)->unit);
		fprintf(file, "<figcaption>%s</figcaption></figure>\n", zout_definition_info(ranking->definition)->id);
	}
	fputs("</div>\n", file);
}

static void
write_charts(FILE* const file, const ZoutSubject* const subjects, const unsigned n_subjects)
{
	ZoutChart chart;
	fputs("<h2>Charts</h2>\n<div class=\"charts\">\n", file);
	for (unsigned i = 0; zout_chart(subjects, n_subjects, i, &chart); ++i) {
		if (chart.plot.n_series) {
			fputs("<figure>", file);
			zout_plot_write(file, &chart.plot);
			fputs("<figcaption>", file);
			zout_html_text(file, chart.caption);
			fputs("</figcaption></figure>\n", file);
		}
	}
	fputs("</div>\n", file);
}

static void
write_figures(FILE* const file, const ZoutSubject* const subject)
{
	fputs("<div class=\"wide\"><table><tr><th>Definition<th>Figure<th>Channel<th>Value<th>Conditions</tr>\n", file);
	for (size_t i = 0; i < subject->results.n_figures; ++i) {
		const ZoutFigure* const         figure = &subject->results.figures[i];
		const ZoutDefinitionInfo* const info   = zout_definition_info(figure->definition);
		char                            value[32];
		char                            conditions[160];
		zout_value_with_unit(figure->definition, figure->value, value);
		zout_subject_conditions(subject, &figure->conditions, conditions);
		fprintf(file, "<tr><td>%s<td>%s", info->id, info->title);
		if (figure->conditions.harmonic) {
			fprintf(file, " %u", figure->conditions.harmonic);
		}
		fprintf(file, "<td>%s<td class=\"n\">%s<td>", zout_channel_name(figure->channel), value);
		zout_html_text(file, conditions);
		fputs("</tr>\n", file);
	}
	fputs("</table></div>\n", file);
}

static void
write_settings(FILE* const file, const ZoutSubject* const subject)
{
	fputs("<details><summary>Settings of the model</summary><div class=\"wide\"><table>\n", file);
	for (unsigned p = 0; p < ZOUT_N_PARAMS; ++p) {
		const ZoutParamInfo* const info = zout_param_info((ZoutParam)p);
		const ZoutValueText        text = zout_value_text((ZoutParam)p, subject->settings.value[p]);
		fprintf(file, "<tr><td>%s<td class=\"n\">", info->name);
		zout_html_text(file, text.text);
		fputs("</tr>\n", file);
	}
	fputs("</table></div></details>\n", file);
}

static void
write_definitions(FILE* const file)
{
	fputs("<h2>Definitions</h2>\n<dl>\n", file);
	for (unsigned i = 0; i < ZOUT_N_DEFINITIONS; ++i) {
		const ZoutDefinitionInfo* const info = zout_definition_info((ZoutDefinition)i);
		fprintf(file, "<dt>%s %s", info->id, info->title);
		if (*info->unit) {
			fprintf(file, ", %s", info->unit);
		}
		fputs("<dd>", file);
		zout_html_text(file, info->text);
		fputs("\n", file);
	}
	fputs("</dl>\n", file);
}

static void
write_head(FILE* const file, const ZoutSubject* const subjects, const unsigned n_subjects)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>",
	      file);
	if (n_subjects == 1) {
		zout_html_text(file, subjects->amp.text);
		fputs(", ", file);
	}
	fprintf(file, "measured by zout</title>\n<style>%s</style></head>\n<body>\n<h1>", style);
	if (n_subjects == 1) {
		zout_html_text(file, subjects->amp.text);
	} else {
		fprintf(file, "%u amplifiers compared", n_subjects);
	}
	fputs("</h1>\n<p>Into ", file);
	zout_html_text(file, subjects->load.text);
	if (*subjects->hardware) {
		fprintf(file, ". Measured by zout %s: ", zout_version());
		zout_html_text(file, subjects->hardware);
		fputs("</p>\n", file);
	} else {
		fprintf(file,
		        ". Measured by zout %s on its model of the amplifier, not on the amplifier itself.</p>\n",
		        zout_version());
	}
}

void
zout_measure_write_html(FILE* const file, const ZoutSubject* const subjects, const unsigned n_subjects)
{
	write_head(file, subjects, n_subjects);
	if (n_subjects == 1) {
		write_tiles(file, subjects);
	} else {
		write_rankings(file, subjects, n_subjects);
	}
	write_charts(file, subjects, n_subjects);
	for (unsigned i = 0; i < n_subjects; ++i) {
		fputs("<h2>", file);
		zout_html_text(file, n_subjects > 1 ? subjects[i].amp.text : "All figures");
		fputs("</h2>\n<p>To repeat: <code>", file);
		zout_html_text(file, subjects[i].repeat);
		fputs("</code></p>\n", file);
		write_figures(file, &subjects[i]);
		if (!*subjects[i].hardware) {
			write_settings(file, &subjects[i]);
		}
	}
	write_definitions(file);
	fputs("</body></html>\n", file);
}
