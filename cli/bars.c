// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/bars.h"

#include "cli/html_text.h"
#include "cli/svg.h"

#include <math.h>
#include <string.h>

/// Width of the column with the labels: the widest one must not begin outside
static double
labels_width(const ZoutBar* const bars, const size_t n_bars)
{
	enum { LEAST = 170, MOST = 320, LETTER = 6 };
	double widest = LEAST;
	for (size_t i = 0; i < n_bars; ++i) {
		widest = fmax(widest, 6.0 + (double)LETTER * (double)strlen(bars[i].label));
	}
	return fmin(widest, MOST);
}

void
zout_bars_write(FILE* const          file,
                const char* const    title,
                const ZoutBar* const bars,
                const size_t         n_bars,
                const char* const    unit)
{
	enum { ROW = 22, VALUE = 84 };
	const double labels  = labels_width(bars, n_bars);
	const double room    = ZOUT_SVG_WIDTH - labels - VALUE;
	double       highest = 0.0;
	for (size_t i = 0; i < n_bars; ++i) {
		highest = isfinite(bars[i].value) ? fmax(highest, bars[i].value) : highest;
	}
	zout_svg_begin(file, (double)ZOUT_SVG_TOP + ROW * (double)n_bars + 6.0, title);
	for (size_t i = 0; i < n_bars; ++i) {
		const double y     = ZOUT_SVG_TOP + ROW * (double)i;
		const double part  = isfinite(bars[i].value) ? fmax(bars[i].value, 0.0) / fmax(highest, 1e-9) : 1.0;
		const double width = fmax(part * room, 1.0);
		fprintf(file, "<text x=\"%.0f\" y=\"%.1f\" text-anchor=\"end\">", labels - 6.0, y + 15.0);
		zout_html_text(file, bars[i].label);
		fprintf(file,
		        "</text><rect x=\"%.0f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
		        labels,
		        y + 2.0,
		        width,
		        ROW - 5,
		        zout_svg_colour(bars[i].colour));
		fprintf(file, "<text x=\"%.1f\" y=\"%.1f\">", labels + width + 5.0, y + 15.0);
		if (isfinite(bars[i].value)) {
			fprintf(file,
			        "%.*f %s",
			        fabs(bars[i].value) < 10.0    ? 2
			        : fabs(bars[i].value) < 100.0 ? 1
			                                      : 0,
			        bars[i].value,
			        unit);
		} else {
			fputs("no limit", file);
		}
		fputs("</text>\n", file);
	}
	fputs("</svg>\n", file);
}
