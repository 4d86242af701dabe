// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The next step: commands with which the largest difference can be heard. */

#include "audio/attributes.h"
#include "catalog/value.h"
#include "cli/match.h"
#include "cli/number.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/// The amplifier that adds nothing
static const char wire[] = "wire";

static const char set[] = " --set ";

/// A value cut to hundredths and to the control's range
static double
legal(const ZoutParam param, const double value)
{
	return (double)zout_param_clamp(param, (float)(round(100.0 * zout_never_minus_zero(value, 2)) / 100.0));
}

/// Volume for the target, or for the reach where that is less; never that of silence
static double
volume_db(const ZoutMatchCase* const c)
{
	const double lowest_db = (double)zout_param_info(ZOUT_VOLUME)->min;
	return fmax(legal(ZOUT_VOLUME, zout_match_largest_volume_db(c)), lowest_db + 1.0);
}

static void ZOUT_PRINTF(2, 3) put(ZoutMatchCommand* const command, const char* const format, ...)
{
	const size_t used = strlen(command->text);
	va_list      args;
	va_start(args, format);
	vsnprintf(command->text + used, sizeof(command->text) - used, format, args);
	va_end(args);
}

static void
put_control(ZoutMatchCommand* const command, const char* const before, const ZoutParam param, const double value)
{
	put(command, "%s%s=%s", before, zout_param_info(param)->symbol, zout_number_text(value).text);
}

/// Puts what was typed of the amplifier, or of all else but source and volume, which every command puts itself
static void
put_typed(ZoutMatchCommand* const command, const ZoutMatchCase* const c, const char* const before, const bool own)
{
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		const ZoutParam param = (ZoutParam)i;
		if (c->typed[i] && zout_param_is_shared(param) != own && param != ZOUT_SOURCE_LEVEL && param != ZOUT_VOLUME) {
			put_control(command, before, param, (double)c->settings.value[i]);
		}
	}
}

/// Takes the error of the volume control out unless that is what is listened to: levels have to match on each side
static void
put_tracking(ZoutMatchCommand* const command, const ZoutMatchCase* const c, const char* const before)
{
	if (c->match.largest != ZOUT_DIFFERENCE_BALANCE && c->settings.value[ZOUT_TRACKING] > 0.0F) {
		put_control(command, before, ZOUT_TRACKING, 0.0);
	}
}

/// Puts what both renders have in common, and the file that is made
static void
put_listening(ZoutMatchCommand* const command, const ZoutMatchCase* const c, const char* const name)
{
	put_typed(command, c, set, false);
	put_control(command, set, ZOUT_SOURCE_LEVEL, c->match.source_vrms);
	put_control(command, set, ZOUT_VOLUME, volume_db(c));
	put(command, " music.wav music-%s-%s.wav", name, c->phones->name);
}

ZoutMatchCommand
zout_match_render_command(const ZoutMatchCase* const c)
{
	ZoutMatchCommand command = {""};
	put(&command, "zout render --amp %s --phones %s", c->amp->name, c->phones->name);
	put_typed(&command, c, set, true);
	put_tracking(&command, c, set);
	put_listening(&command, c, c->amp->name);
	return command;
}

/* The volume is part of what is rendered, so that it has to be the same. The gain and what the load takes of it are
 * not, unless output_mode=Volts was typed: with a gain that gives the headphone as many volts both are as loud then. */
ZoutMatchCommand
zout_match_reference_command(const ZoutMatchCase* const c)
{
	const ZoutSine* const needed  = &c->match.needed;
	const double          loss_db = 20.0 * log10(needed->open_vrms / needed->voltage_vrms);
	ZoutMatchCommand      command = {""};
	put(&command, "zout render --amp %s --phones %s", wire, c->phones->name);
	put_control(&command, set, ZOUT_GAIN, legal(ZOUT_GAIN, c->match.present.gain_db - loss_db));
	put_listening(&command, c, "reference"); // the amplifier may be a wire too, with a change that was typed
	return command;
}

ZoutMatchCommand
zout_match_abx_command(const ZoutMatchCase* const c)
{
	const bool       balance = c->match.largest == ZOUT_DIFFERENCE_BALANCE;
	ZoutMatchCommand command = {""};
	put(&command, "zout abx --a \"amp=%s", c->amp->name);
	put_typed(&command, c, ",", true);
	put_tracking(&command, c, ",");
	put(&command, "\" --b \"amp=%s\" --phones %s", wire, c->phones->name);
	if (c->typed[ZOUT_SOURCE_LEVEL]) {
		put_control(&command, set, ZOUT_SOURCE_LEVEL, c->match.source_vrms);
	}
	put_control(&command, set, ZOUT_VOLUME, volume_db(c));
	put_typed(&command, c, set, false);
	put(&command,
	    "%s --track music.wav --connect",
	    balance ? " --match off" : ""); // what is tested must not be matched
	return command;
}

/// Says how far the largest difference is beyond what may be heard
static void
print_difference(const ZoutMatchCase* const c)
{
	const ZoutDifferenceId      id = c->match.largest;
	const ZoutDifference* const d  = &c->match.differences[id];
	printf("Largest difference from a perfect amplifier: %s, %s, %.0f dB %s what may be heard.\n",
	       zout_match_difference_name(id),
	       zout_match_difference_text(c, id).text,
	       fabs(d->margin_db),
	       d->margin_db >= 0.0 ? "beyond" : "below");
}

static const char*
invitation(const ZoutMatchCase* const c)
{
	if (c->match.largest == ZOUT_DIFFERENCE_DISTORTION && zout_match_is_clipping(&c->match.distortion)) {
		return "Most of it is clipping, which is heard earlier. Hear it, with a recording of yours as music.wav, and "
			   "test it\n"
			   "  blind:";
	}
	return c->match.differences[c->match.largest].margin_db >= 0.0
	           ? "Hear it, with a recording of yours as music.wav, and then test it blind:"
	           : "It should not be heard. With a recording of yours as music.wav, see for yourself, and test it blind:";
}

/// Prints the commands, or that there is nothing to hear
static void
print_commands(const ZoutMatchCase* const c, const char* const indent)
{
	if (!isfinite(c->match.differences[c->match.largest].margin_db)) {
		printf("%sNo difference from a perfect amplifier: there is nothing to hear.\n", indent);
		return;
	}
	printf("%s", indent);
	print_difference(c);
	printf("%s%s\n%s  %s\n%s  %s\n%s  %s\n",
	       indent,
	       invitation(c),
	       indent,
	       zout_match_render_command(c).text,
	       indent,
	       zout_match_reference_command(c).text,
	       indent,
	       zout_match_abx_command(c).text);
}

void
zout_match_print_next(const ZoutMatchCase* const c)
{
	printf("\nNext\n");
	print_commands(c, "  ");
}

const ZoutMatchCase*
zout_match_extreme(const ZoutMatchCase* const cases, const unsigned n_cases)
{
	const ZoutMatchCase* most = &cases[0];
	for (unsigned i = 1; i < n_cases; ++i) {
		const ZoutMatch* const m = &cases[i].match;
		if (cases[i].fits >= most->fits &&
		    m->differences[m->largest].margin_db > most->match.differences[most->match.largest].margin_db) {
			most = &cases[i];
		}
	}
	return most;
}

void
zout_match_print_table_next(const ZoutMatchCase* const cases, const unsigned n_cases)
{
	const ZoutMatchCase* const most = zout_match_extreme(cases, n_cases);
	printf("\n");
	if (isfinite(most->match.differences[most->match.largest].margin_db)) {
		printf("%s, %s\n", most->amp_name.text, most->phones->label);
	}
	print_commands(most, "");
}
