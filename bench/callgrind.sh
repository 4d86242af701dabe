#!/bin/sh
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Instructions per frame, counted by callgrind: the same on every run of one build. With AVX2 where the processor has
# it, unless ZOUT_ISA says otherwise.
#
#   bench/callgrind.sh [-i] [BUILD_DIRECTORY]
#
# Prints one line for each case of bench/frames.c: its name and the count. With -i what the counts depend on instead:
# compiler, flags and kernels. The count is the difference of two lengths, so that starting up does not count.

set -eu
identify=
if [ "${1:-}" = -i ]; then
	identify=1
	shift
fi
B=${1:-build}
frames=$B/bench/frames

avx2=$(ZOUT_ISA=x86-64-v3 "$frames" full 1 2>/dev/null || true)
ZOUT_ISA=${ZOUT_ISA:-${avx2:-$("$frames" full 1)}}
export ZOUT_ISA

if [ -n "$identify" ]; then
	printf 'compiler '
	${CC:-cc} -dM -E -x c /dev/null | awk '
		$2 == "__clang_major__" { clang = $3 }
		$2 == "__GNUC__" { gcc = $3 }
		END { print clang ? "clang " clang : "gcc " gcc }'
	echo "flags ${CFLAGS--O2 -g}"
	echo "kernels $ZOUT_ISA"
	exit
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# instructions CASE FRAMES: prints how many
instructions() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$frames" "$1" "$2" >"$log" 2>&1 || {
		cat "$log" >&2
		exit 1
	}
	sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$log"
}

for case in full two block16 linear limiting; do
	short=$(instructions $case 1280)
	long=$(instructions $case 8960)
	awk -v name=$case -v n=$((long - short)) 'BEGIN { printf "%s %.1f\n", name, n / 7680 }'
done
