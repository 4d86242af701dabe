#!/bin/sh
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Instructions per frame of the full chain, counted by callgrind: the same on every run of one machine.
#
#   bench/callgrind.sh [BUILD_DIRECTORY]
#
# The difference of two run lengths, so that starting up does not count.

set -eu
B=${1:-build}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# instructions BLOCKS CHAINS
instructions() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$B/bench/frames" "$1" 256 "$2" >"$log" 2>&1 || {
		cat "$log" >&2
		exit 1
	}
	isa=$(sed -n '/^[a-z0-9_-]*$/p' "$log" | head -n 1)
	count=$(sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$log")
}

for chains in 1 2; do
	instructions 20 "$chains"
	short=$count
	instructions 120 "$chains"
	echo "$isa $chains $(((count - short) / 100 / 256))"
done
