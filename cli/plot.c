// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/plot.h"

#include "cli/html_text.h"
#include "cli/svg.h"

#include <math.h>
#include <string.h>

enum {
	LEFT          = 54,
	RIGHT         = 14,
	RIGHT_AXIS    = 48,
	PLOT_HEIGHT   = 216,
	BELOW         = 42,
	LEGEND_HEIGHT = 17,
	LETTER        = 7, // width, at most
	KEY           = 26,
};

/// Where data go
typedef struct {
	const ZoutPlot* plot;
	double          left;
	double          right;
	double          top;
	double          bottom;
} Frame;

static double
x_of(const Frame* const frame, const double value)
{
	return frame->left + zout_axis_part(&frame->plot->x, value) * (frame->right - frame->left);
}

static double
y_of(const Frame* const frame, const ZoutAxis* const axis, const double value)
{
	return frame->bottom - zout_axis_part(axis, value) * (frame->bottom - frame->top);
}

static void
write_line(FILE* const file, const double x1, const double y1, const double x2, const double y2, const bool strong)
{
	fprintf(file,
	        "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#888\" stroke-opacity=\"%s\"/>\n",
	        x1,
	        y1,
	        x2,
	        y2,
	        strong ? ".45" : ".18");
}

static void
write_x_tick(FILE* const file, const Frame* const frame, const double value, const bool labelled)
{
	const double x = x_of(frame, value);
	write_line(file, x, frame->top, x, frame->bottom, labelled);
	if (labelled) {
		fprintf(file, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">", x, frame->bottom + 15.0);
		zout_axis_write_number(file, &frame->plot->x, value);
		fputs("</text>\n", file);
	}
}

/// Grid of a logarithmic axis: every digit a line, with numbers at 1, 2 and 5 where there is room, else at 1
static void
write_log_x(FILE* const file, const Frame* const frame)
{
	const ZoutAxis* const axis    = &frame->plot->x;
	const double          decades = log10(axis->max / axis->min);
	for (int e = (int)floor(log10(axis->min)); e <= (int)ceil(log10(axis->max)); ++e) {
		for (unsigned digit = 1; digit < 10; ++digit) {
			const double value = digit * pow(10.0, e);
			const bool   room  = digit == 1 || (decades < 4.0 && (digit == 2 || digit == 5));
			if (value >= axis->min * 0.999 && value <= axis->max * 1.001 && (room || decades < 6.0)) {
				write_x_tick(file, frame, value, room);
			}
		}
	}
}

static void
write_x_axis(FILE* const file, const Frame* const frame)
{
	const ZoutAxis* const axis = &frame->plot->x;
	if (axis->log) {
		write_log_x(file, frame);
	} else {
		const int n = (int)lrint((axis->max - axis->min) / axis->step);
		for (int i = 0; i <= n; ++i) {
			write_x_tick(file, frame, axis->min + i * axis->step, true);
		}
	}
	fprintf(file,
	        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">",
	        0.5 * (frame->left + frame->right),
	        frame->bottom + 32.0);
	zout_html_text(file, axis->label);
	fputs("</text>\n", file);
}

static void
write_y_tick(FILE* const           file,
             const Frame* const    frame,
             const ZoutAxis* const axis,
             const double          value,
             const bool            labelled)
{
	const bool   right = axis == &frame->plot->right;
	const double edge  = right ? frame->right + 5.0 : frame->left - 5.0;
	const double y     = y_of(frame, axis, value);
	if (!right) {
		write_line(file, frame->left, y, frame->right, y, labelled);
	}
	if (labelled) {
		fprintf(file, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", edge, y + 4.0, right ? "start" : "end");
		zout_axis_write_number(file, axis, value);
		fputs("</text>\n", file);
	}
}

static void
write_y_axis(FILE* const file, const Frame* const frame, const ZoutAxis* const axis)
{
	const bool right = axis == &frame->plot->right;
	if (axis->log) {
		const int n = (int)lrint(log10(axis->max / axis->min));
		for (int e = 0; e <= n; ++e) {
			for (int digit = 1; digit < (e < n ? 10 : 2); ++digit) {
				write_y_tick(file, frame, axis, axis->min * digit * pow(10.0, e), digit == 1);
			}
		}
	} else {
		const int n = (int)lrint((axis->max - axis->min) / axis->step);
		for (int i = 0; i <= n; ++i) {
			write_y_tick(file, frame, axis, axis->min + i * axis->step, true);
		}
	}
	const double x      = right ? ZOUT_SVG_WIDTH - 6.0 : 13.0;
	const double middle = 0.5 * (frame->top + frame->bottom);
	fprintf(file,
	        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" transform=\"rotate(-90 %.1f %.1f)\">",
	        x,
	        middle,
	        x,
	        middle);
	zout_html_text(file, axis->label);
	fputs("</text>\n", file);
}

static void
write_style(FILE* const file, const ZoutSeries* const series)
{
	fprintf(file,
	        " fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\" stroke-linejoin=\"round\"%s",
	        zout_svg_colour(series->colour),
	        series->width > 0.0 ? series->width : 1.8,
	        series->dashed ? " stroke-dasharray=\"5 4\"" : "");
}

static void
write_series(FILE* const file, const Frame* const frame, const ZoutSeries* const series)
{
	const ZoutAxis* const axis = series->right ? &frame->plot->right : &frame->plot->y;
	char                  pen  = 'M';
	fputs("<path", file);
	write_style(file, series);
	fputs(" d=\"", file);
	for (size_t i = 0; i < series->n_points; ++i) {
		const double x = series->x[i];
		// Nothing at all, as the logarithm of no power, is a line along the bottom
		const double y = isinf(series->y[i]) ? (series->y[i] < 0.0 ? axis->min : axis->max) : series->y[i];
		if (isnan(y) || x < frame->plot->x.min * (frame->plot->x.log ? 0.999 : 1.0) || x > frame->plot->x.max * 1.001) {
			pen = 'M';
			continue;
		}
		fprintf(file, "%c%.1f %.1f", pen, x_of(frame, x), y_of(frame, axis, y));
		pen = 'L';
	}
	fputs("\"/>\n", file);
}

/// Width of a legend's entry
static double
entry_width(const ZoutSeries* const series)
{
	return KEY + 14.0 + (double)LETTER * (double)strlen(series->label);
}

/// Places the legend's entries in rows, and draws them if there is a file; returns the number of rows
static unsigned
legend(FILE* const file, const ZoutPlot* const plot, const double top)
{
	unsigned rows = 0;
	double   x    = ZOUT_SVG_WIDTH;
	for (unsigned i = 0; i < plot->n_series; ++i) {
		const ZoutSeries* const series = &plot->series[i];
		if (!*series->label) {
			continue;
		}
		if (x + entry_width(series) > ZOUT_SVG_WIDTH - 4.0) {
			x = ZOUT_SVG_TITLE;
			++rows;
		}
		if (file) {
			const double y = top + LEGEND_HEIGHT * (rows - 1.0) + 8.0;
			fputs("<path", file);
			write_style(file, series);
			fprintf(file, " d=\"M%.1f %.1fh%d\"/>", x, y, KEY - 6);
			fprintf(file, "<text x=\"%.1f\" y=\"%.1f\">", x + KEY, y + 4.0);
			zout_html_text(file, series->label);
			fputs("</text>\n", file);
		}
		x += entry_width(series);
	}
	return rows;
}

void
zout_plot_write(FILE* const file, const ZoutPlot* const plot)
{
	const double bottom = ZOUT_SVG_TOP + PLOT_HEIGHT;
	const double right  = ZOUT_SVG_WIDTH - (plot->right.label ? RIGHT_AXIS : RIGHT);
	const Frame  frame  = {plot, LEFT, right, ZOUT_SVG_TOP, bottom};
	const double height = bottom + BELOW + LEGEND_HEIGHT * legend(NULL, plot, 0.0);
	zout_svg_begin(file, height, plot->title);
	write_x_axis(file, &frame);
	write_y_axis(file, &frame, &plot->y);
	if (plot->right.label) {
		write_y_axis(file, &frame, &plot->right);
	}
	fprintf(file,
	        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"none\" stroke=\"#888\"/>\n",
	        frame.left,
	        frame.top,
	        frame.right - frame.left,
	        frame.bottom - frame.top);
	for (unsigned i = plot->n_series; i-- > 0;) { // the first one on top
		write_series(file, &frame, &plot->series[i]);
	}
	legend(file, plot, bottom + BELOW);
	fputs("</svg>\n", file);
}
