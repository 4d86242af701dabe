// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file value.h
 * Values of controls as people type and read them. Numbers have a decimal point in every locale.
 */

#ifndef ZOUT_CATALOG_VALUE_H
#define ZOUT_CATALOG_VALUE_H

#include "audio/status.h"
#include "dsp/zout.h"

#include <stdbool.h>

/** Room for a value as text. */
typedef struct {
	char text[48];
} ZoutValueText;

/** A number in its shortest form. */
ZoutValueText
zout_number_text(double number);

/**
 * Reads the decimal number that a text begins with: no blank before it, no hexadecimal, no infinity.
 *
 * @param end Receives what follows it.
 * @return False if the text begins with none.
 */
bool
zout_number_begin(const char* text, const char** end, double* number);

/** Reads a decimal number and nothing else: no hexadecimal, no infinity, no unit. False if it is none. */
bool
zout_number_parse(const char* text, double* number);

/** A value with its unit, or the name that it has. */
ZoutValueText
zout_value_text(ZoutParam param, float value);

/** Range of a control, as "0 to 500 ohm" or "Matched, Volts". */
ZoutValueText
zout_range_text(ZoutParam param);

/**
 * Reads the value of a control: a number, the name of a value in any case, or on and off.
 *
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_BAD_INPUT with a message that names the range; `value` then stays as it
 * was.
 */
ZoutAudioStatus
zout_value_parse(ZoutParam param, const char* text, float* value, ZoutAudioError* error);

/** Takes a number as the value of a control. As zout_value_parse(). */
ZoutAudioStatus
zout_value_check(ZoutParam param, double number, float* value, ZoutAudioError* error);

#endif // ZOUT_CATALOG_VALUE_H
