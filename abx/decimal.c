// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/text.h"

#include <math.h>

enum { DIGITS = 7 };

static const double exact_power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                     1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
static const double upper         = 1e7;    ///< 10 to the power of DIGITS
static const double smallest      = 1e-280; ///< Below it times_power_of_ten() would overflow
static const double largest       = 1e280;

/// 10 to the power of an exponent of -330 to 330, by exact factors as long as there are any
static double
times_power_of_ten(double value, const int exponent)
{
	int left = exponent < 0 ? -exponent : exponent;
	for (; left > 0; left -= 22) {
		const double factor = exact_power[left > 22 ? 22 : left];
		value               = exponent < 0 ? value / factor : value * factor;
	}
	return value;
}

/// Splits a positive number into DIGITS digits and the exponent of the first one
static unsigned
split(const double value, int* const exponent)
{
	int    e = (int)floor(log10(value));
	double m = rint(times_power_of_ten(value, DIGITS - 1 - e));
	if (m < upper / 10.0) { // the logarithm was rounded up
		--e;
		m = rint(times_power_of_ten(value, DIGITS - 1 - e));
	}
	if (m >= upper) { // rounded up, or the logarithm was rounded down
		++e;
		m = rint(times_power_of_ten(value, DIGITS - 1 - e));
	}
	*exponent = e;
	return (unsigned)m;
}

static void
put_zeros(ZoutAbxText* const text, const int n)
{
	for (int i = 0; i < n; ++i) {
		zout_abx_put_char(text, '0');
	}
}

void
zout_abx_put_number(ZoutAbxText* const text, const double value)
{
	if (!isfinite(value) || fabs(value) > largest) {
		zout_abx_put(text, "null");
		return;
	}
	if (fabs(value) < smallest) {
		zout_abx_put_char(text, '0');
		return;
	}

	int      exponent = 0;
	unsigned mantissa = split(fabs(value), &exponent);
	char     digits[DIGITS];
	for (int i = DIGITS; i-- > 0;) {
		digits[i] = (char)('0' + mantissa % 10U);
		mantissa /= 10U;
	}
	int n = DIGITS;
	while (n > 1 && digits[n - 1] == '0') {
		--n;
	}

	const bool plain = exponent >= -5 && exponent < 15;
	const int  point = plain ? exponent + 1 : 1; // digits before the point
	if (value < 0.0) {
		zout_abx_put_char(text, '-');
	}
	if (point <= 0) {
		zout_abx_put(text, "0.");
		put_zeros(text, -point);
	}
	for (int i = 0; i < n; ++i) {
		if (i && i == point) {
			zout_abx_put_char(text, '.');
		}
		zout_abx_put_char(text, digits[i]);
	}
	put_zeros(text, point - n);
	if (!plain) {
		zout_abx_put(text, exponent < 0 ? "e-" : "e");
		zout_abx_put_count(text, (uint64_t)(exponent < 0 ? -exponent : exponent));
	}
}

void
zout_abx_put_fixed(ZoutAbxText* const text, const double value, const unsigned decimals)
{
	double scale = 1.0;
	for (unsigned i = 0; i < decimals; ++i) {
		scale *= 10.0;
	}
	const double scaled = rint(fabs(value) * scale);
	if (!(scaled < 1e15)) {
		zout_abx_put_number(text, value);
		return;
	}
	if (value < 0.0 && scaled > 0.0) {
		zout_abx_put_char(text, '-');
	}
	const uint64_t whole = (uint64_t)scaled;
	const uint64_t unit  = (uint64_t)scale;
	zout_abx_put_count(text, whole / unit);
	if (decimals) {
		zout_abx_put_char(text, '.');
		for (uint64_t place = unit / 10U; place; place /= 10U) {
			zout_abx_put_char(text, (char)('0' + whole / place % 10U));
		}
	}
}

static bool
is_digit(const char c)
{
	return c >= '0' && c <= '9';
}

size_t
zout_abx_take_number(const char* const s, double* const value)
{
	const char* c        = s + (*s == '-');
	double      mantissa = 0.0;
	int         exponent = 0;
	if (!is_digit(*c) || (*c == '0' && is_digit(c[1]))) {
		return 0;
	}
	for (; is_digit(*c); ++c) {
		mantissa = mantissa * 10.0 + (double)(*c - '0');
	}
	if (*c == '.' && is_digit(c[1])) {
		for (++c; is_digit(*c); ++c, --exponent) {
			mantissa = mantissa * 10.0 + (double)(*c - '0');
		}
	}
	if (*c == 'e' && is_digit(c[1 + (c[1] == '-')])) {
		const bool negative = *++c == '-';
		int        digits   = 0;
		c += negative;
		for (; is_digit(*c); ++c) {
			digits = digits < 1000 ? digits * 10 + (*c - '0') : digits;
		}
		exponent += negative ? -digits : digits;
	}
	if (c - s > 40 || exponent > 330 || exponent < -330) {
		return 0;
	}
	const double magnitude = times_power_of_ten(mantissa, exponent);
	*value                 = *s == '-' ? -magnitude : magnitude;
	return (size_t)(c - s);
}

double
zout_abx_written(const double value)
{
	char        buffer[48];
	double      read = value;
	ZoutAbxText text = zout_abx_text(buffer, sizeof(buffer));
	zout_abx_put_number(&text, value);
	zout_abx_take_number(buffer, &read);
	return read;
}
