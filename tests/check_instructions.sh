#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a frame costs, in instructions, against what is recorded in bench/callgrind.expected. Unlike time, instructions
# are the same on every run; a few per cent are left to compilers of the same version and to the C library.

set -u
B=${B:-build}
CC=${CC:-cc}
readonly record=bench/callgrind.expected most_percent=5
failures=0

skip() {
	echo "ok instructions # SKIP $1"
	exit 0
}

# recorded NAME: the rest of its line
recorded() {
	sed -n "s/^$1 //p" "$record"
}

command -v valgrind >/dev/null || skip "no valgrind"
if ! here=$(sh bench/callgrind.sh -i "$B"); then
	echo "not ok instructions_are_counted bench/callgrind.sh -i $B failed"
	exit 1
fi
for what in kernels compiler flags; do
	is=$(echo "$here" | sed -n "s/^$what //p")
	[ "$is" = "$(recorded $what)" ] || skip "recorded for the $what '$(recorded $what)', not '$is'"
done

counted=$(mktemp)
trap 'rm -f "$counted"' EXIT
if sh bench/callgrind.sh "$B" >"$counted"; then
	echo "ok instructions_are_counted"
else
	echo "not ok instructions_are_counted bench/callgrind.sh failed"
	exit 1
fi

while read -r name count; do
	was=$(recorded "$name")
	percent=$(awk -v is="$count" -v was="${was:-0}" 'BEGIN { printf "%+.1f", 100 * (was ? is / was - 1 : 0) }')
	if [ -z "$was" ]; then
		echo "not ok instructions_of_$name not in $record: make record-instructions"
		failures=$((failures + 1))
	elif awk -v p="$percent" -v most=$most_percent 'BEGIN { exit !(p > most) }'; then
		echo "not ok instructions_of_$name $count per frame, $percent % from the $was in $record;" \
			"if the change is meant to cost that, type: make record-instructions"
		failures=$((failures + 1))
	else
		echo "ok instructions_of_$name ($count per frame, $percent %)"
		if awk -v p="$percent" -v most=$most_percent 'BEGIN { exit !(p < -most) }'; then
			echo "# cheaper than recorded: make record-instructions keeps it so"
		fi
	fi
done <"$counted"

# A case that is no longer counted would be missed by nobody
while read -r name _; do
	case $name in
	'#'* | compiler | flags | kernels) ;;
	*)
		if ! grep -q "^$name " "$counted"; then
			echo "not ok instructions_of_$name recorded in $record, but no longer counted"
			failures=$((failures + 1))
		fi
		;;
	esac
done <"$record"

[ "$failures" -eq 0 ]
