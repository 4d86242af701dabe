#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The short forms of `make asan`, `make tsan` and `make valgrind`, and that each of them finds what is planted.

set -u
B=${B:-build}
CC=${CC:-cc}
failures=0
if [ -n "${ZOUT_SANITIZED:-}" ]; then
	echo "ok sanitizers # SKIP this is one"
	exit 0
fi
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# Each test of these takes seconds. One that hangs is to be named by what runs it, before run.sh stops this one
export TEST_LIMIT_S=200

# verdict NAME STATUS LOG: the check fails when the status is not 0
verdict() {
	if [ "$2" -eq 0 ]; then
		echo "ok $1"
	else
		echo "not ok $1"
		tail -n 60 "$3" | sed 's/^/# /'
		failures=$((failures + 1))
	fi
}

cat >"$scratch/planted.c" <<'END'
#include <pthread.h>
#include <stdlib.h>
static int shared;
static void* touch(void* p) { for (int i = 0; i < 100000; ++i) ++shared; return p; }
int main(int argc, char** argv)
{
	char* const block = malloc((size_t)argc);
	if (argv[1][0] == 'm') return block[argc - 1] == 3 ? 0 : 1 + (block[argc] == 3);
	pthread_t thread;
	pthread_create(&thread, NULL, touch, NULL);
	touch(NULL);
	pthread_join(thread, NULL);
	free(block);
	return shared == 0;
}
END
# build TARGET: apart from the make that we may be part of
build() {
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make --no-print-directory -j "$(nproc)" B="$B" CC="$CC" "$1"
}

# planted KIND MISTAKE WORDS [RUNNER]: a program with this mistake is told so
planted() {
	local rc
	$CC -g -O0 ${1:+-fsanitize=$1} -o "$scratch/planted" "$scratch/planted.c" -pthread >"$scratch/log" 2>&1 || return
	TSAN_OPTIONS=exitcode=99 ASAN_OPTIONS=exitcode=99 ${4:-} "$scratch/planted" "$2" >>"$scratch/log" 2>&1
	rc=$?
	[ $rc -eq 99 ] && grep -q "$3" "$scratch/log"
}

if echo 'int main(void) { return 0; }' | $CC -fsanitize=address,undefined -x c -o "$scratch/probe" - 2>/dev/null; then
	planted address m 'heap-buffer-overflow'
	verdict asan_finds_what_is_planted $? "$scratch/log"
	build asan-short >"$scratch/log" 2>&1
	verdict asan_finds_nothing $? "$scratch/log"
else
	echo "ok asan_finds_nothing # SKIP $CC has no AddressSanitizer"
fi

# Needs an address space as kernels lay it out by default
if echo 'int main(void) { return 0; }' | $CC -fsanitize=thread -x c -o "$scratch/probe" - 2>/dev/null && "$scratch/probe" 2>/dev/null; then
	planted thread r 'data race'
	verdict tsan_finds_what_is_planted $? "$scratch/log"
	build tsan-short >"$scratch/log" 2>&1
	verdict tsan_finds_nothing $? "$scratch/log"
else
	echo "ok tsan_finds_nothing # SKIP $CC has no ThreadSanitizer that runs here"
fi

if command -v valgrind >/dev/null; then
	planted '' m 'depends on uninitialised' 'valgrind -q --error-exitcode=99'
	verdict memcheck_finds_what_is_planted $? "$scratch/log"
	tests/sanitize/valgrind.sh "$B"/tests/test_{abx_mailbox,blind_ports,memory_plugins,service} >"$scratch/log" 2>&1
	verdict memcheck_finds_nothing $? "$scratch/log"
else
	echo "ok memcheck_finds_nothing # SKIP no valgrind"
fi

[ "$failures" -eq 0 ]
