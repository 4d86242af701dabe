#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Core and plugin on another processor: cross-built for aarch64 and run by an emulator. The kernels there are held to
# the scalar specification by the same tests as here, and the plugin has to play what it plays on this machine.
#
# run.sh: idle, because it builds and emulates.

set -u
B=${B:-build}
readonly cross=aarch64-linux-gnu there=$B/aarch64
failures=0

skip() {
	echo "ok aarch64 # SKIP $1"
	exit 0
}

[ "$(uname -m)" != aarch64 ] || skip "this is one: the other tests run there"
command -v $cross-gcc >/dev/null || skip "no cross compiler (Debian: gcc-aarch64-linux-gnu)"
emulator=$(command -v qemu-aarch64-static || command -v qemu-aarch64) ||
	skip "no emulator (Debian: qemu-user-static)"

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# verdict NAME: the check fails when there is a reason in $why
verdict() {
	if [ -z "$why" ]; then
		echo "ok $1${measured:+ ($measured)}"
	else
		echo "not ok $1 $why"
		[ -s "$scratch/log" ] && tail -n 20 "$scratch/log" | sed 's/^/# /'
		failures=$((failures + 1))
	fi
	measured=
}

emulated() {
	"$emulator" -L /usr/$cross "$@"
}

printf '%s\n' '#include <lv2/core/lv2.h>' '#include <math.h>' 'int main(int c, char** v) { (void)v; return sin(c) > 1; }' |
	$cross-gcc $(pkg-config --cflags lv2) -x c -o "$scratch/probe" - -lm >"$scratch/log" 2>&1 ||
	skip "$cross-gcc lacks a C library (Debian: libc6-dev-arm64-cross) or the LV2 headers"
emulated "$scratch/probe" >"$scratch/log" 2>&1 || skip "$emulator cannot run what $cross-gcc makes"

# The flags of the native build may not suit: -march=native, sanitizers
why= measured=
env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make CC=$cross-gcc B="$there" CFLAGS='-O2 -g' LDFLAGS= bare >"$scratch/log" 2>&1 ||
	why="make CC=$cross-gcc B=$there bare failed"
verdict core_and_plugin_are_cross_built
[ "$failures" -eq 0 ] || exit 1

case $(file -bL "$there/zout.lv2/zout.so" 2>/dev/null || readelf -h "$there/zout.lv2/zout.so") in
*aarch64* | *AArch64*) why= ;;
*) why="the plugin is not for aarch64" ;;
esac
verdict plugin_is_for_aarch64

# Each test of a program is one of ours
for test in "$there"/bare/test_*; do
	program=${test##*/}
	emulated "$test" >"$scratch/log" 2>&1
	status=$?
	sed -nE "s/^(not )?ok [0-9]+ - (.*)/\1ok ${program}_\2/p; /^#/p" "$scratch/log"
	if grep -q '^not ok' "$scratch/log"; then
		failures=$((failures + 1))
	fi
	why=
	[ $status -eq 0 ] && [ "$(grep -c '^ok' "$scratch/log")" = "$(sed -n 's/^1\.\.//p' "$scratch/log")" ] ||
		why="exit status $status"
	verdict ${program}_ends_well
done

# play WHERE ISA CASE: plays into a file, whose name is left in $played
play() {
	played=$scratch/$1-$2-$3
	case $1 in
	here) ZOUT_ISA=$2 "$B/bare/play" "$B/zout.lv2/zout.so" "$3" "$played" ;;
	there) ZOUT_ISA=$2 emulated "$there/bare/play" "$there/zout.lv2/zout.so" "$3" "$played" ;;
	esac >"$scratch/log" 2>&1
}

# same NAME CASE ISA LIMIT_DB: what the plugin plays there with some kernels against the specification here
same() {
	why=
	if ! play here scalar "$2"; then
		why="the plugin does not play here"
	elif ! play there "$3" "$2"; then
		why="the plugin does not play"
	elif ! db=$("$B/tests/tools/rawcmp" "$scratch/here-scalar-$2" "$played" 2>"$scratch/log"); then
		why="what it plays cannot be compared"
	elif ! awk -v db="$db" -v limit="$4" 'BEGIN { exit !(db == "-inf" || db + 0 <= limit) }'; then
		why="differs by $db dB, more than $4 dB"
	else
		measured="$db dB"
	fi
	verdict "$1"
}

# Nothing but libm's last digits and the order of roundings differs (see tests/test_isa.c)
for isa in scalar aarch64; do
	same "plugin_with_${isa}_kernels_plays_the_linear_signal" linear $isa -150
	same "plugin_with_${isa}_kernels_plays_harmonics" harmonics $isa -150
	same "plugin_with_${isa}_kernels_plays_every_effect" everything $isa -150
	same "plugin_with_${isa}_kernels_limits" limiting $isa -150
done

# A comparison that cannot fail proves nothing
why=
db=$("$B/tests/tools/rawcmp" "$scratch/here-scalar-linear" "$scratch/there-aarch64-harmonics" 2>"$scratch/log")
awk -v db="$db" 'BEGIN { exit !(db + 0 > -100) }' || why="harmonics of -40 dB count as $db dB"
verdict comparison_tells_harmonics

why=
play there x86-64-v3 linear && why="kernels of another processor are accepted"
verdict plugin_refuses_kernels_of_another_processor

[ "$failures" -eq 0 ]
