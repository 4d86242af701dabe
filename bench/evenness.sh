#!/bin/sh
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# How evenly the work is spread over blocks: instructions of each, counted by callgrind, the same on every run of one
# build. Nothing moves, but in the case "moving", where controls do, in every block; and in "service", where controls move
# and presets change as often as in the soak (bench/service.c).
#
#   bench/evenness.sh [BUILD_DIRECTORY [FRAMES_OF_A_BLOCK]]
#
# Prints one line for each case of bench/frames.c, one for the blind test (bench/blind.c) and one for the service: its
# name, the median, the most, and the most over the median. Of the service, where most blocks are at rest, the most is
# what 99.9 % of blocks stay within.

set -eu
B=${1:-build}
block=${2:-64}
settle=2048 # frames until every control and load has come to rest
frames=6144
blind_frames=9600 # two of the steps, of 0.1 s, in which the blind test measures loudness
blind_warm=19     # calls before those that count
service_blocks=4600 # two changes of the preset
service_warm=40     # blocks in which it fades in

scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT

# evenness NAME FUNCTION SKIP QUANTILE COMMAND...: counts the calls of a function but the first ones
evenness() {
	name=$1 function=$2 skip=$3 quantile=$4
	shift 4
	valgrind --tool=callgrind --callgrind-out-file="$scratch/counts" --combine-dumps=yes \
		--toggle-collect="$function" --dump-after="$function" "$@" >"$scratch/log" 2>&1 || {
		cat "$scratch/log" >&2
		exit 1
	}
	sed -n 's/^totals: //p' "$scratch/counts" | awk -v skip="$skip" '$1 > 0 && ++n > skip { print $1 }' | sort -n |
		awk -v name="$name" -v quantile="$quantile" '{ n[NR] = $1 } END { if (NR < 2) exit 1
			median = n[int((NR + 1) / 2)]; most = n[int(NR * quantile)]
			printf "%s %d %d %.3f\n", name, median, most, most / median }'
	rm "$scratch/counts"
}

for case in linear full two limiting moving; do
	evenness $case zout_model_process $((settle / block)) 1 "$B/bench/frames" $case $frames "$block"
done
evenness blind run $blind_warm 1 "$B/bench/blind" $blind_frames "$block"
evenness service zout_engine_process $service_warm 0.999 "$B/bench/service" -o -n $service_blocks
