#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What two compilers and cppcheck think of the sources, with more warnings than the build has, and whether blocks matter
# when clang compiles. Each is shown to complain about something planted. A warning that is missing below was tried and
# found not to fit; clang begins with all it has, and reasons stand where some are taken away.
#
# run.sh: idle, because it compiles.

set -u
# shellcheck source=tests/complaints.sh
. tests/complaints.sh
export LC_ALL=C.UTF-8

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# Libraries' own headers are not judged
read -ra libraries <<<"$(pkg-config --cflags lv2 lilv-0 sndfile jack jansson fftw3 inih libsodium alsa soxr libebur128 cmocka)"
flags=(-std=c11 -I. -Idsp -Itests '-DZOUT_VERSION="0"' '-DZOUT_LV2DIR="/"' '-DZOUT_LV2_PATH="/"' '-DZOUT_MULTIARCH=""' -DZOUT_KERNELS=zout_kernels_x86_64
	'-DZOUT_ISA_NAME="x86-64"' -DZOUT_VECTOR_BYTES=16 -DPIC "${libraries[@]/#-I/-isystem}")

# Tests of the bare kind have a cmocka.h of their own, for which the others have no use
mapfile -t sources < <(find abx alsa audio bench catalog cli demo dsp fuzz measure plugin tests -name '*.c' ! -path 'tests/bare/*' | sort)

gcc_warnings=(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Warith-conversion -Wfloat-conversion
	-Wdouble-promotion -Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wcast-align=strict -Wcast-qual
	-Wformat=2 -Wformat-signedness -Walloca -Wvla -Wundef -Wredundant-decls -Wnested-externs -Wold-style-definition
	-Wstrict-prototypes -Wmissing-prototypes -Wmissing-declarations -Wunused-macros -Winit-self -Wdate-time
	-Wwrite-strings -Wpointer-arith -Wtrampolines -Wjump-misses-init)

# padded, declaration-after-statement: C11, and members in the order of their meaning
# float-equal: what has to be bit-identical is compared so; bad-function-cast: results of rounding to integers
# reserved-*: feature macros, and functions that the linker wraps; switch-enum: default stands for the rest
# vector-conversion: comparisons of vectors of double give vectors of integers, which select
# conditional-uninitialized: does not see that what is not set is not used either; gcc's -Wmaybe-uninitialized does
# extra-semi, missing-variable-declarations: what ALSA's macro for modules makes
# format-nonliteral: handlers of messages; documentation*: doxygen's words that clang does not know
# disabled-macro-expansion: sa_handler and its like, members of struct sigaction that are macros too
# assign-enum: sets of bits; missing-noreturn: how tools and planted mistakes end is no part of an interface
clang_warnings=(-Weverything -Wno-padded -Wno-declaration-after-statement -Wno-float-equal -Wno-bad-function-cast
	-Wno-reserved-identifier -Wno-reserved-macro-identifier -Wno-switch-enum -Wno-vector-conversion
	-Wno-conditional-uninitialized -Wno-extra-semi -Wno-missing-variable-declarations -Wno-format-nonliteral
	-Wno-documentation -Wno-documentation-unknown-command -Wno-assign-enum -Wno-disabled-macro-expansion
	-Wno-missing-noreturn)

# warnings_of COMPILER WARNING...: about the files on standard input
warnings_of() {
	tr '\n' '\0' | xargs -0 -P "$(nproc)" -n 8 "$1" -fsyntax-only "${flags[@]}" "${@:2}" 2>&1 |
		grep -E 'warning:|error:' | sort -u
}

echo 'int planted(int a, float b); int planted(int a, float b) { const double c = 2.0 * b; return a && a && c > 1; }' \
	>"$scratch/planted.c"
for compiler in gcc clang; do
	if ! command -v $compiler >/dev/null; then
		echo "ok ${compiler}_is_silent # SKIP no $compiler"
		continue
	fi
	declare -n warnings=${compiler}_warnings
	verdict "${compiler}_is_silent" "$(printf '%s\n' "${sources[@]}" | warnings_of $compiler "${warnings[@]}"
		find tests/bare -name '*.c' | warnings_of $compiler -Itests/bare "${warnings[@]}")"
	verdict "${compiler}_finds_what_is_planted" \
		"$(warnings_of $compiler "${warnings[@]}" <<<"$scratch/planted.c" | grep -q 'Wdouble-promotion' || echo 'no complaint')"
done
verdict gcc_finds_a_logical_mistake \
	"$(warnings_of gcc "${gcc_warnings[@]}" <<<"$scratch/planted.c" | grep -q 'Wlogical-op' || echo 'no complaint')"

# cppcheck_says FILE...: without the headers of libraries, which it does not need
cppcheck_says() {
	cppcheck -q -j "$(nproc)" --std=c11 --enable=warning,performance,portability,style -I. -Idsp \
		--suppressions-list=tests/lint/cppcheck.supp --template='{file}:{line}: {id}: {message}' \
		'-DZOUT_VERSION="0"' '-DZOUT_LV2DIR="/"' '-DZOUT_LV2_PATH="/"' '-DZOUT_MULTIARCH=""' -DZOUT_KERNELS=zout_kernels_x86_64 \
		'-DZOUT_ISA_NAME="x86-64"' -DZOUT_VECTOR_BYTES=16 "$@" 2>&1
}
if cppcheck --version 2>/dev/null | grep -q ' 2\.10$'; then
	verdict cppcheck_is_silent "$(cppcheck_says dsp abx measure audio catalog cli plugin alsa)"
	printf 'void planted(void);\nvoid planted(void) { int a[2]; a[2] = 0; }\n' >"$scratch/planted.c"
	verdict cppcheck_finds_what_is_planted \
		"$(cppcheck_says "$scratch/planted.c" | grep -q arrayIndexOutOfBounds || echo 'no complaint')"
else
	echo "ok cppcheck_is_silent # SKIP the suppressions are for cppcheck 2.10"
fi

# Each compiler lays out loops in its own way, and which copy of a loop a frame meets depends on the host's blocks
played_by_clang() {
	env -u MAKEFLAGS -u MAKELEVEL make B="$scratch/clang" CC=clang CFLAGS='-O2 -g' WERROR=0 "$scratch/clang/tests/test_splits" \
		>"$scratch/log" 2>&1 && "$scratch/clang/tests/test_splits" >>"$scratch/log" 2>&1
}
if command -v clang >/dev/null; then
	verdict blocks_change_nothing_in_what_clang_makes "$(played_by_clang || tail -n 8 "$scratch/log")"
else
	echo "ok blocks_change_nothing_in_what_clang_makes # SKIP no clang"
fi

[ "$failures" -eq 0 ]
