#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# No block does much more work than its neighbours, even a short one: at the end of a tile, where meters are worked out,
# when signal lines move back to the start of their stores. Counted in instructions, which no machine disturbs.

set -u
B=${B:-build}
# Where little else is done the meters, three logarithms among them, are a quarter of a block of 16 frames. All lines
# moved at once used to be 0.6 of one with every effect.
readonly most=1.3
failures=0

if ! command -v valgrind >/dev/null; then
	echo "ok evenness # SKIP no valgrind"
	exit 0
fi
case " ${CFLAGS:-}" in
*-fsanitize*)
	echo "ok evenness # SKIP built with sanitizers"
	exit 0
	;;
esac

counted=$(mktemp)
trap 'rm -f "$counted"' EXIT
if ! sh bench/evenness.sh "$B" 16 >"$counted"; then
	echo "not ok work_of_blocks_is_counted bench/evenness.sh failed"
	exit 1
fi
while read -r name median largest ratio; do
	if awk -v r="$ratio" -v most=$most 'BEGIN { exit !(r <= most) }'; then
		echo "ok even_work_of_$name (median $median, most $largest, x$ratio)"
	else
		echo "not ok even_work_of_$name a block of 16 frames takes $largest instructions, x$ratio the median; at most x$most"
		failures=$((failures + 1))
	fi
done <"$counted"
[ "$(wc -l <"$counted")" -eq 4 ] || {
	echo "not ok work_of_blocks_is_counted not every case"
	failures=$((failures + 1))
}
[ "$failures" -eq 0 ]
