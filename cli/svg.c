// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/svg.h"

#include "cli/html_text.h"

const char*
zout_svg_colour(const unsigned index)
{
	// After Okabe and Ito: told apart by nearly everybody, also on paper. Then the same darker, and lighter
	static const char* const colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9",
	                                      "#7f3c8d", "#808080", "#003f62", "#753400", "#00573f", "#70425c",
	                                      "#7f5700", "#2f6080", "#46214d", "#464646", "#7fb8d8", "#eaae7f",
	                                      "#7fceb9", "#e5bcd3", "#f2cf7f", "#aad9f4", "#bf9dc6", "#bfbfbf"};
	return colours[index % (sizeof(colours) / sizeof(colours[0]))];
}

void
zout_svg_begin(FILE* const file, const double height, const char* const title)
{
	fprintf(file,
	        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %.0f\" role=\"img\" "
	        "font-family=\"system-ui,sans-serif\" font-size=\"11.5\" fill=\"currentColor\">\n<title>",
	        (int)ZOUT_SVG_WIDTH,
	        height);
	zout_html_text(file, title);
	fprintf(file, "</title>\n<text x=\"%d\" y=\"18\" font-size=\"14\" font-weight=\"600\">", (int)ZOUT_SVG_TITLE);
	zout_html_text(file, title);
	fputs("</text>\n", file);
}
