#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every input of fuzz/corpus again, by the fuzz targets without libFuzzer: fuzz/README.md. `make fuzz` looks for more.

set -u
B=${B:-build}
failures=0
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/empty"
export TMPDIR=$scratch LV2_PATH=$scratch/empty XDG_CONFIG_HOME=$scratch/empty
# For builds with sanitizers
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}allocator_may_return_null=1
export LSAN_OPTIONS=${LSAN_OPTIONS:+$LSAN_OPTIONS:}suppressions=$PWD/fuzz/lsan.supp:print_suppressions=0

for source in fuzz/target_*.c; do
	target=${source#fuzz/target_}
	target=${target%.c}
	n=$(find "fuzz/corpus/$target" -type f 2>/dev/null | wc -l)
	"$B/fuzz/$target" "fuzz/corpus/$target" >"$scratch/out" 2>"$scratch/err"
	status=$?
	if [ $status -eq 0 ] && [ "$n" -gt 0 ] && [ "$(tail -n 1 "$scratch/out")" = "$n inputs" ]; then
		echo "ok fuzz_$target $n inputs"
	else
		echo "not ok fuzz_$target status $status, $n inputs"
		grep -a '^replay: ' "$scratch/err" | tail -n 1 | sed 's/^/# last: /'
		tail -n 15 "$scratch/err" | sed 's/^/# /'
		failures=$((failures + 1))
	fi
done

size=$(find fuzz/corpus -type f -printf '%s\n' | awk '{ n += $1 } END { print n + 0 }')
if [ "$size" -le 500000 ]; then
	echo "ok corpus_is_small $size bytes"
else
	echo "not ok corpus_is_small $size bytes, expected at most 500000: make fuzz-merge"
	failures=$((failures + 1))
fi
[ $failures -eq 0 ]
