#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# No block of 64 frames does much more work than its neighbours: neither at the end of a tile, where meters are worked
# out, nor when signal lines move back to the start of their stores, nor when the blind test looks at the loudness of what
# was played, every 0.1 s, nor when a control arrives; nor in the service, but for one block in a thousand, when presets
# change. Counted in instructions, which no machine disturbs.

set -u
B=${B:-build}
# The meters, three logarithms among them, are 0.08 of what a linear amplifier does in a block. When all lines moved at
# once, that was 0.25 of such a block, and 0.18 of one with every effect. When the loudness was summed up bin by bin, that
# was 0.72 of a block of the blind test in instructions, and 1.3 in time.
readonly frames=64 most=1.2
# While controls move, the block in which they set out takes 1.22 of what the others do. When all values of a control
# were written at once as it arrived, that block took 1.57.
readonly most_moving=1.3
# With changing presets, 99.9 % of the service's blocks take at most 1.46 times the median. When old and new load were
# faded into each other frame by frame, and a moving gain applied so, that was 2.35.
readonly most_service=1.6
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
if ! sh bench/evenness.sh "$B" $frames >"$counted"; then
	echo "not ok work_of_blocks_is_counted bench/evenness.sh failed"
	exit 1
fi
while read -r name median largest ratio; do
	limit=$most
	[ "$name" = moving ] && limit=$most_moving
	[ "$name" = service ] && limit=$most_service
	if awk -v r="$ratio" -v most="$limit" 'BEGIN { exit !(r <= most) }'; then
		echo "ok even_work_of_$name (median $median, most $largest, x$ratio)"
	else
		echo "not ok even_work_of_$name a block of $frames frames takes $largest instructions, x$ratio the median; at most x$limit"
		failures=$((failures + 1))
	fi
done <"$counted"
[ "$(wc -l <"$counted")" -eq 7 ] || {
	echo "not ok work_of_blocks_is_counted not every case"
	failures=$((failures + 1))
}
[ "$failures" -eq 0 ]
