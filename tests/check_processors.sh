#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Kernels for x86-64-v3 run only where the processor has all of that level: each of its parts is taken away in turn from
# an emulated processor that has it all.

set -u
B=${B:-build}
failures=0

skip() {
	echo "ok processors # SKIP $1"
	exit 0
}

case " ${CFLAGS:-}" in
*-fsanitize*) skip "built with sanitizers" ;;
esac
[ "$(uname -m)" = x86_64 ] || skip "for x86-64"
emulator=$(command -v qemu-x86_64-static || command -v qemu-x86_64) || skip "no emulator (Debian: qemu-user-static)"

# chosen PROCESSOR: the kernels that a model takes there by itself, or what went wrong. The C library is to do without
# AVX2: where it finds that, it takes BMI1 for granted in functions such as strncmp().
chosen() {
	env -u ZOUT_ISA GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2 "$emulator" -cpu "$1" "$B/bench/frames" full 1 2>&1 | tail -n 1
}

# expect PROCESSOR KERNELS
expect() {
	local is
	is=$(chosen "$1")
	if [ "$is" = "$2" ]; then
		echo "ok $1 ($is)"
	else
		echo "not ok $1 chose '$is', not '$2'"
		failures=$((failures + 1))
	fi
}

[ "$(chosen max)" = x86-64-v3 ] || skip "the emulator has no AVX2 (qemu 7.2 has)"
for part in avx2 fma f16c movbe abm bmi1 bmi2; do
	expect "max,-$part" x86-64
done
expect Nehalem x86-64
[ "$failures" -eq 0 ]
