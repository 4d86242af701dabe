// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _XOPEN_SOURCE 700

#include "cli/abx_draw.h"

#include "abx/words.h"
#include "cli/columns.h"

#include <langinfo.h>
#include <ncurses.h>
#include <stdio.h>
#include <string.h>

enum {
	GLYPH_LINES   = 7,
	GLYPH_COLUMNS = 5,
	BAR_COLUMNS   = 40,
	LEFT          = 2, ///< Margin, also on the right
	LETTERS_LINE  = 3,
	FACTS_LINE    = 11,
	KEYS_LINE     = 17,
};

typedef struct {
	char        name;
	const char* lines[GLYPH_LINES];
} Glyph;

static const Glyph glyphs[] = {
	{'A', {" ### ", "#   #", "#   #", "#####", "#   #", "#   #", "#   #"}},
	{'B', {"#### ", "#   #", "#   #", "#### ", "#   #", "#   #", "#### "}},
	{'X', {"#   #", "#   #", " # # ", "  #  ", " # # ", "#   #", "#   #"}},
	{'1', {"  #  ", " ##  ", "# #  ", "  #  ", "  #  ", "  #  ", "#####"}},
	{'2', {" ### ", "#   #", "    #", "   # ", "  #  ", " #   ", "#####"}},
	{'3', {" ### ", "#   #", "    #", "  ## ", "    #", "#   #", " ### "}},
};

/// A letter of blocks two columns wide
static void
draw_letter(const char name, const int line, const int column, const bool bright)
{
	const char* const block = strcmp(nl_langinfo(CODESET), "UTF-8") != 0 ? "##" : "\342\226\210\342\226\210";
	attrset(bright ? A_BOLD : A_DIM);
	for (unsigned g = 0; g < sizeof(glyphs) / sizeof(glyphs[0]); ++g) {
		for (int y = 0; y < GLYPH_LINES && glyphs[g].name == name; ++y) {
			for (int x = 0; x < GLYPH_COLUMNS; ++x) {
				mvaddstr(line + y, column + 2 * x, glyphs[g].lines[y][x] == '#' ? block : "  ");
			}
		}
	}
	attrset(A_NORMAL);
}

static void
draw_letters(const ZoutAbxTest* const test, const unsigned n)
{
	const ZoutAbxProtocol protocol = test->setup->plan.protocol;
	const int             pitch    = 4 * GLYPH_COLUMNS;
	for (unsigned source = 0; source < n; ++source) {
		const bool bright = !test->paused && test->view.source == source;
		draw_letter(zout_abx_source_name(protocol, source), LETTERS_LINE, LEFT + 4 + pitch * (int)source, bright);
	}
}

/// Prints minutes and seconds, as " 1:02.3"
static void
print_time(char text[16], const double seconds)
{
	const unsigned tenths = (unsigned)(seconds * 10.0 + 1e-6);
	snprintf(text, 16, "%2u:%02u.%u", tenths / 600U, tenths / 10U % 60U, tenths % 10U);
}

static void
draw_position(const ZoutAbxTest* const test, const int line)
{
	char         now[16];
	char         start[16];
	char         end[16];
	const double position_s = zout_abx_test_position_s(test);
	const double length_s   = test->loop_s[1] - test->loop_s[0];
	if (!test->setup->track) {
		mvaddstr(line, LEFT, "live audio");
		return;
	}
	print_time(now, position_s);
	print_time(start, test->loop_s[0]);
	print_time(end, test->loop_s[1]);
	mvprintw(line, LEFT, "%s ", start);
	const int mark = (int)((position_s - test->loop_s[0]) / length_s * (BAR_COLUMNS - 1) + 0.5);
	for (int i = 0; i < BAR_COLUMNS; ++i) {
		addch(i == mark ? '|' : '-');
	}
	printw(" %s", end);
	mvprintw(line + 1, LEFT, "%s%s", now, test->paused ? "  paused" : "");
}

static void
draw_answer(const ZoutAbxTest* const test)
{
	const ZoutAbxProtocol protocol = test->setup->plan.protocol;
	const int             answer   = test->view.answer;
	if (answer < 0) {
		mvaddstr(FACTS_LINE + 1, LEFT, "Your answer:  none yet");
		return;
	}
	const char name = zout_abx_source_name(protocol, (unsigned)answer);
	switch (protocol) {
	case ZOUT_ABX_PROTOCOL_ABX:
		mvprintw(FACTS_LINE + 1, LEFT, "Your answer:  X is %c", name);
		break;
	case ZOUT_ABX_PROTOCOL_PREFERENCE:
		mvprintw(FACTS_LINE + 1, LEFT, "Your answer:  %c is better", name);
		break;
	case ZOUT_ABX_PROTOCOL_TRIANGLE:
		mvprintw(FACTS_LINE + 1, LEFT, "Your answer:  %c is the odd one", name);
		break;
	}
	addstr("   (Enter confirms, Backspace takes it back)");
}

static void
draw_keys(const ZoutAbxTest* const test)
{
	static const char* const listen[] = {
		"a A   b B   x X     listen            1 X is A   2 X is B",
		"a 1   b 2           listen            1 or 2 is better",
		"a 1   b 2   x 3     listen            1, 2, 3 is the odd one",
	};
	mvaddstr(KEYS_LINE, LEFT, listen[(unsigned)test->setup->plan.protocol % 3U]);
	mvaddstr(KEYS_LINE + 1, LEFT, "Space pause         Enter confirm     Backspace undo     q end");
	if (test->setup->track) {
		mvaddstr(KEYS_LINE + 2, LEFT, "Left, Right seek within the loop");
	}
}

static void
draw_trial(const ZoutAbxTest* const test)
{
	const unsigned     n    = zout_abx_n_sources(test->setup->plan.protocol);
	const ZoutAbxPlan* plan = &test->view.plan;
	mvprintw(1,
	         LEFT,
	         "Trial %u of %s%u",
	         test->view.trial,
	         plan->stop == ZOUT_ABX_STOP_SPRT ? "at most " : "",
	         plan->trials);
	draw_letters(test, n);
	if (test->paused) {
		mvaddstr(FACTS_LINE, LEFT, "You hear:     nothing");
	} else {
		mvprintw(FACTS_LINE, LEFT, "You hear:     %c", zout_abx_source_name(plan->protocol, test->view.source));
	}
	draw_answer(test);
	draw_position(test, FACTS_LINE + 3);
	draw_keys(test);
}

/// Prints a text between the margins, broken at spaces; returns the line after it
static int
draw_text(int line, const char* text)
{
	const int width = COLS - 2 * LEFT;
	while (*text) {
		const int room   = (int)zout_characters(text, width);
		int       length = room;
		while (text[room] && length > 1 && text[length] != ' ') {
			--length;
		}
		length = length > 1 ? length : room; // a word without end, as a path
		mvprintw(line++, LEFT, "%.*s", length, text);
		text += length;
		text += strspn(text, " ");
	}
	return line;
}

static void
draw_prepared(const ZoutAbxTest* const test)
{
	mvaddstr(1, LEFT, "Before the test: A and B by name");
	draw_letters(test, 2);
	for (int i = 0; i < 2; ++i) {
		const char* const name = test->setup->names[i];
		mvprintw(FACTS_LINE + i, LEFT, "%c  %.*s", 'A' + i, (int)zout_characters(name, COLS - 3 - 2 * LEFT), name);
	}
	const int line = draw_text(FACTS_LINE + 2, zout_abx_plan_words(&test->setup->plan).text);
	draw_text(line, zout_abx_test_level_words(test).text);
	draw_position(test, KEYS_LINE + 1);
	if (test->setup->track) {
		mvaddstr(KEYS_LINE + 2, LEFT, "Left, Right seek    Up loop from here   Down loop to here   Home all");
	}
	mvprintw(KEYS_LINE + 3, LEFT, "a b listen   Space pause   Enter begins the test   q end");
}

static void
draw_finished(const ZoutAbxTest* const test)
{
	const ZoutAbxResult result = zout_abx_test_result(test);
	mvaddstr(1, LEFT, "The test is over.");
	attrset(A_BOLD);
	int line = draw_text(LETTERS_LINE, zout_abx_verdict_words(&test->view.plan, &result).text);
	attrset(A_NORMAL);
	line = draw_text(line + 1, zout_abx_result_words(&test->view.plan, &result).text);
	line = draw_text(line + 1, "The record lies in");
	line = draw_text(line, test->store.path);
	draw_text(line + 1, "Check it with:  zout verify FILE");
	mvprintw(KEYS_LINE + 3, LEFT, "any key ends");
}

void
zout_abx_draw_note(const char* const text)
{
	erase();
	mvprintw(0, 0, "%.*s", COLS > 1 ? COLS - 1 : 1, text);
	refresh();
}

void
zout_abx_draw(const ZoutAbxTest* const test, const char* const question)
{
	char note[64];
	if (LINES < ZOUT_ABX_LINES || COLS < ZOUT_ABX_COLUMNS) {
		snprintf(note, sizeof(note), "terminal too small, %d x %d needed", ZOUT_ABX_COLUMNS, ZOUT_ABX_LINES);
		zout_abx_draw_note(note);
		return;
	}
	erase();
	if (test->view.state == ZOUT_ABX_FINISHED) {
		draw_finished(test);
	} else if (test->view.state == ZOUT_ABX_RUNNING) {
		draw_trial(test);
	} else {
		draw_prepared(test);
	}
	if (question) {
		attrset(A_BOLD);
		mvprintw(ZOUT_ABX_LINES - 1, LEFT, "%s", question);
		attrset(A_NORMAL);
	}
	refresh();
}
