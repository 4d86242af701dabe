#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# How evenly the time of single blocks is spread: the plugin with every effect, limiting and linear, on one processor
# (the last one, or BENCH_CPU).
#
#   bench/blocks.sh [BUILD_DIRECTORY [BLOCKS]]

set -eu
B=${1:-build}
blocks=${2:-1000000}
cpu=${BENCH_CPU:-$(($(nproc) - 1))}
mkdir -p "$B/bench/lv2"
ln -sfn ../../zout.lv2 "$B/bench/lv2/zout.lv2"
export LC_ALL=C LV2_PATH="$PWD/$B/bench/lv2"

load=(source_level=2 output_impedance=10 bandwidth=200 resistance=300 inductance=0.3 eddy=200
	f1=85 r1=250 q1=1.5 f2=3000 r2=15 q2=3 f3=8000 r3=10 q3=4)
effects=(h2=-60 h3=-80 current_h2=-80 distortion_corner=10 noise=30 hum=10 crosstalk=-90 tracking=1 volume=-3
	clip_resistance=2.5)

run() {
	echo
	echo "## $1"
	echo
	"$B/bench/blocks" -n "$blocks" -p "$cpu" "${@:2}"
}
run "every effect, not limiting" urn:zout:amp "${load[@]}" "${effects[@]}"
run "linear" urn:zout:amp "${load[@]}"
run "every effect, limits always solved" urn:zout:amp "${load[@]}" "${effects[@]}" max_voltage=0.1
run "blind test, harmonics and noise in both chains" urn:zout:abx a_h2=-60 a_noise=30 b_h2=-60 b_noise=30 \
	a_output_impedance=10 b_output_impedance=100
