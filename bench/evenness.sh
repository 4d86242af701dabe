#!/bin/sh
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# How evenly the work is spread over blocks when nothing moves: instructions of each, counted by callgrind, the same on
# every run of one build.
#
#   bench/evenness.sh [BUILD_DIRECTORY [FRAMES_OF_A_BLOCK]]
#
# Prints one line for each case of bench/frames.c: its name, the median, the most, and the most over the median.

set -eu
B=${1:-build}
block=${2:-64}
settle=2048 # frames until every control and load has come to rest
frames=6144

scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT

for case in linear full two limiting; do
	valgrind --tool=callgrind --callgrind-out-file="$scratch/counts" --combine-dumps=yes \
		--toggle-collect=zout_model_process --dump-after=zout_model_process \
		"$B/bench/frames" $case $frames "$block" >"$scratch/log" 2>&1 || {
		cat "$scratch/log" >&2
		exit 1
	}
	sed -n 's/^totals: //p' "$scratch/counts" | awk -v skip=$((settle / block)) 'NR > skip && $1 > 0' | sort -n |
		awk -v name=$case '{ n[NR] = $1 } END { if (NR < 2) exit 1
			median = n[int((NR + 1) / 2)]; printf "%s %d %d %.3f\n", name, median, n[NR], n[NR] / median }'
	rm "$scratch/counts"
done
