// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/abx_screen.h"

#include "audio/clock.h"
#include "cli/abx_draw.h"
#include "cli/abx_keys.h"
#include "cli/abx_say.h"

#include <errno.h>
#include <math.h>
#include <ncurses.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { LOOK_MS = 50, ESCAPE_MS = 25 };

static const double seek_s         = 1.0;
static const double longest_step_s = 1.0; // offline: time in which the program was stopped does not count

/** What the screen is in the middle of. */
typedef struct {
	ZoutAbxTest*    test;
	ZoutAudioError* error;
	char            note[256]; ///< Last line of the screen, "" for none
	bool            asking;    ///< Whether to end
	bool            over;
	double          now_s; ///< When time last passed
} Screen;

/// Puts a text into the last line; NULL for none
static void
note(Screen* const screen, const char* const text)
{
	snprintf(screen->note, sizeof(screen->note), "%.250s", text ? text : "");
}

/// Puts what the session has against a key into the last line, nothing if it obeyed
static void
note_status(Screen* const screen, const ZoutAbxStatus status)
{
	note(screen, status ? zout_abx_strerror(status) : NULL);
}

/// Begins the test, on the loop as it is now
static ZoutAudioStatus
begin(Screen* const screen)
{
	ZoutAudioStatus status = ZOUT_AUDIO_SUCCESS;
	if (zout_abx_test_loop_is_new(screen->test)) {
		zout_abx_draw_note("Measuring the levels of this loop...");
		status = zout_abx_test_match_loop(screen->test, screen->error);
	}
	if (status == ZOUT_AUDIO_BAD_INPUT) { // another loop may do
		note(screen, screen->error->text);
		return ZOUT_AUDIO_SUCCESS;
	}
	if (zout_abx_audio_is_unheard(&screen->test->audio)) { // still, or again
		note(screen, zout_abx_unheard);
	}
	return status ? status : zout_abx_test_start(screen->test, screen->error);
}

/// Enter: begins the test, or makes an answer final
static ZoutAudioStatus
go_on(Screen* const screen)
{
	ZoutAbxTest* const test = screen->test;
	if (test->view.state != ZOUT_ABX_RUNNING) {
		return begin(screen);
	}
	if (test->view.trial == test->view.plan.trials && test->view.answer >= 0) {
		zout_abx_draw_note("Measuring the levels again...");
	}
	ZoutAbxStatus         said   = ZOUT_ABX_OK;
	const ZoutAudioStatus status = zout_abx_test_confirm(test, &said, screen->error);
	note_status(screen, said);
	if (status && test->view.state == ZOUT_ABX_RUNNING) { // the next trial tries again to write the record
		note(screen, screen->error->text);
		return ZOUT_AUDIO_SUCCESS;
	}
	return status;
}

/// Arrows: move within the loop, or move its ends to where we are. Returns why not, or NULL
static const char*
move_about(ZoutAbxTest* const test, const int key)
{
	const double position_s = zout_abx_test_position_s(test);
	switch (key) {
	case KEY_LEFT:
		return zout_abx_test_seek(test, position_s - seek_s);
	case KEY_RIGHT:
		return zout_abx_test_seek(test, position_s + seek_s);
	case KEY_UP:
		return zout_abx_test_loop(test, position_s, test->loop_s[1]);
	case KEY_DOWN:
		return zout_abx_test_loop(test, test->loop_s[0], position_s);
	case KEY_HOME:
		return zout_abx_test_loop(test, 0.0, 1e9);
	default:
		return NULL;
	}
}

static ZoutAudioStatus
obey(Screen* const screen, const int key)
{
	ZoutAbxTest* const test = screen->test;
	*screen->note           = '\0';
	switch (key) {
	case 'a':
	case 'b':
	case 'x':
		note_status(screen, zout_abx_test_press(test, key == 'x' ? 2U : (unsigned)(key - 'a')));
		break;
	case '1':
	case '2':
	case '3':
		note_status(screen, zout_abx_test_answer(test, (unsigned)(key - '1')));
		break;
	case ZOUT_ABX_KEY_CONFIRM:
	case '\r':
	case KEY_ENTER:
		return go_on(screen);
	case ZOUT_ABX_KEY_UNDO:
	case 127:
	case KEY_BACKSPACE:
		note_status(screen, zout_abx_test_undo(test));
		break;
	case ZOUT_ABX_KEY_PAUSE:
		note(screen, zout_abx_test_pause(test, !test->paused));
		break;
	case 'q':
		screen->asking = true;
		break;
	default:
		note(screen, move_about(test, key));
	}
	return ZOUT_AUDIO_SUCCESS;
}

static ZoutAudioStatus
take_key(Screen* const screen, const int key)
{
	const bool large = LINES >= ZOUT_ABX_LINES && COLS >= ZOUT_ABX_COLUMNS;
	if (key == KEY_RESIZE) { // nobody pressed it: a question and a note stay
		return ZOUT_AUDIO_SUCCESS;
	}
	if (screen->test->view.state == ZOUT_ABX_FINISHED) {
		screen->over = true;
	} else if (screen->asking) {
		screen->asking = false;
		if (key == 'y' || key == 'Y') {
			return zout_audio_fail(screen->error, ZOUT_AUDIO_STOPPED, "ended by the listener");
		}
	} else if (large) { // else nobody could see what a key does
		return obey(screen, key);
	}
	return ZOUT_AUDIO_SUCCESS;
}

/// Lets time pass, then obeys what came from keyboard and MIDI
static ZoutAudioStatus
look(Screen* const screen)
{
	ZoutAbxTest* const    test   = screen->test;
	ZoutAudioError* const error  = screen->error;
	const double          last_s = screen->now_s;
	ZoutAudioStatus       status = ZOUT_AUDIO_SUCCESS;
	screen->now_s                = zout_clock_s();
	if (test->view.state != ZOUT_ABX_FINISHED) {
		status = zout_abx_test_pass(test, fmin(screen->now_s - last_s, longest_step_s), error);
		status = status ? status : zout_abx_audio_check(&test->audio, error);
	}
	for (char key = zout_abx_audio_key(&test->audio); key && !status; key = zout_abx_audio_key(&test->audio)) {
		status = screen->asking ? status : take_key(screen, (unsigned char)key);
	}
	for (int key = getch(); key != ERR && !status; key = getch()) {
		status = take_key(screen, key);
	}
	return status;
}

static ZoutAudioStatus
lead(Screen* const screen)
{
	ZoutAbxTest* const test   = screen->test;
	ZoutAudioStatus    status = ZOUT_AUDIO_SUCCESS;
	while (!status && !screen->over) {
		struct pollfd wait[2] = {{.fd = test->signals, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
		if (poll(wait, 2, LOOK_MS) < 0 && errno != EINTR) {
			return zout_audio_fail(screen->error, ZOUT_AUDIO_FAILED, "cannot wait: %s", strerror(errno));
		}
		if (wait[0].revents || (wait[1].revents & (POLLHUP | POLLERR | POLLNVAL))) {
			screen->over = test->view.state == ZOUT_ABX_FINISHED;
			return screen->over ? ZOUT_AUDIO_SUCCESS
			                    : zout_audio_fail(screen->error, ZOUT_AUDIO_STOPPED, "interrupted");
		}
		status = look(screen);
		if (!status) {
			const char* const question = test->view.state == ZOUT_ABX_RUNNING
			                                 ? "End the test? It is then recorded as aborted.  y / n"
			                                 : "End without a test?  y / n";
			zout_abx_draw(test, screen->asking ? question : *screen->note ? screen->note : NULL);
		}
	}
	return status;
}

/// Takes the terminal, for single keys that are not waited for; NULL if it cannot be drawn on
static SCREEN*
take_terminal(void)
{
	SCREEN* const terminal = newterm(NULL, stdout, stdin);
	if (terminal) {
		set_term(terminal);
		cbreak();
		noecho();
		keypad(stdscr, TRUE);
		nodelay(stdscr, TRUE);
		set_escdelay(ESCAPE_MS);
		curs_set(0);
	}
	return terminal;
}

ZoutAudioStatus
zout_abx_screen(ZoutAbxTest* const test, ZoutAudioError* const error)
{
	Screen        screen   = {.test = test, .error = error, .now_s = zout_clock_s()};
	SCREEN* const terminal = take_terminal();
	if (!terminal) {
		return zout_audio_fail(
			error, ZOUT_AUDIO_BAD_INPUT, "cannot draw on this terminal, expected another, or --plain");
	}
	test->quiet = true;
	note(&screen, zout_abx_test_warning(test, 0));

	ZoutAudioStatus status = lead(&screen);
	ZoutAudioError  ignored;
	const bool      running = test->view.state == ZOUT_ABX_RUNNING;
	const bool      closed  = status && !zout_abx_test_abort(test, &ignored) && running;
	endwin();
	delscreen(terminal);
	if (closed) {
		zout_abx_say("aborted", "%s", test->store.path);
	}
	if (test->view.state == ZOUT_ABX_FINISHED) {
		zout_abx_say_result(test);
	}
	return status;
}
