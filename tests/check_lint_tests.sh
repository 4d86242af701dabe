#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# clang-tidy and cppcheck about what is not shipped: tests, fuzz targets, benchmarks and the demonstration. What they
# are asked in these folders is in tests/.clang-tidy, fuzz/.clang-tidy and tests/lint/cppcheck.supp, with reasons.
#
# run.sh: idle, because it analyses.

set -u
# shellcheck source=tests/complaints.sh
. tests/complaints.sh
export LC_ALL=C.UTF-8

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
defines=('-DZOUT_VERSION="0"' '-DZOUT_LV2DIR="/"' '-DZOUT_LV2_PATH="/"' '-DZOUT_MULTIARCH=""' -DZOUT_KERNELS=zout_kernels_x86_64
	'-DZOUT_ISA_NAME="x86-64"' -DZOUT_VECTOR_BYTES=16 -DPIC)
# Tests of the bare kind have a cmocka.h of their own
mapfile -t sources < <(find bench demo fuzz tests -name '*.c' ! -path 'tests/bare/*' | sort)

# tidy_says FILE...: by the configuration beside each file and above it
tidy_says() {
	printf '%s\0' "$@" | xargs -0 -P "$(nproc)" -n 4 clang-tidy --quiet -p "$scratch" 2>&1 | grep -E 'error:|warning:' | sort -u
}
if clang-tidy --version 2>/dev/null | grep -q 'version 14\.'; then
	read -ra libraries <<<"$(pkg-config --cflags lv2 lilv-0 sndfile jack jansson fftw3 inih libsodium alsa soxr libebur128)"
	printf '%s\n' -std=c11 "-I$PWD" "-I$PWD/dsp" "-I$PWD/tests" "${defines[@]}" "${libraries[@]}" >"$scratch/compile_flags.txt"
	verdict clang_tidy_is_silent "$(tidy_says "${sources[@]}")"
	for folder in tests fuzz bench; do
		mkdir "$scratch/$folder"
		[ ! -e $folder/.clang-tidy ] || cp $folder/.clang-tidy "$scratch/$folder/"
		printf 'int planted(int a);\nint\nplanted(int a)\n{\n\tif (a == 1) {\n\t\treturn 2;\n\t} else if (a == 1) {\n\t\treturn 3;\n\t}\n\treturn 0;\n}\n' \
			>"$scratch/$folder/planted.c"
	done
	cp .clang-tidy "$scratch/"
	verdict clang_tidy_finds_what_is_planted "$(for folder in tests fuzz bench; do
		tidy_says "$scratch/$folder/planted.c" | grep -q misc-redundant-expression ||
			tidy_says "$scratch/$folder/planted.c" | grep -q readability-else-after-return || echo "nothing in $folder"
	done)"
else
	echo "ok clang_tidy_is_silent # SKIP the checks are chosen for clang-tidy 14"
fi

if cppcheck --version 2>/dev/null | grep -q ' 2\.10$'; then
	verdict cppcheck_is_silent "$(cppcheck -q -j "$(nproc)" --std=c11 --enable=warning,performance,portability,style \
		-I. -Idsp -Itests --suppressions-list=tests/lint/cppcheck.supp --template='{file}:{line}: {id}: {message}' \
		"${defines[@]}" bench demo fuzz tests 2>&1)"
else
	echo "ok cppcheck_is_silent # SKIP the suppressions are for cppcheck 2.10"
fi

[ "$failures" -eq 0 ]
