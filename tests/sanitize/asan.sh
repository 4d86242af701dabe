#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# asan.sh TEST...: runs tests of a build with AddressSanitizer and UndefinedBehaviorSanitizer, in $B. `make asan` calls
# it. What a sanitizer finds is written into files in $B/reports, whatever the test makes of the program's output and
# exit status: one file there and the run has failed.

set -u
B=${B:-build/asan}
reports=$(realpath -m "$B/reports")

# Those which a sanitizer would make meaningless, each with its reason
readonly left_out='
check_instructions.sh   counts instructions of the optimised build
check_aarch64.sh        builds for another processor, without sanitizers
check_lint.sh           looks at sources only
check_compilers.sh      likewise
check_sanitizers.sh     is this
check_pipewire.sh       audio in real time without gaps, which instrumented code does not keep up with
check_ardour.sh         with the library of a sanitizer before it Ardour waits for ever in bindtextdomain()
check_ttl.sh            holds the plugins to functions of libc, which a sanitizer adds to
check_soak.sh           measures how memory grows, and freed memory is kept back by the sanitizer
'

rm -rf "$reports"
mkdir -p "$reports" || exit 1
# shellcheck source=tests/sanitize/hosts.sh
. tests/sanitize/hosts.sh
under libasan.so ASAN_OPTIONS detect_leaks=0 \
	aplay arecord ecasound ffmpeg gst-inspect-1.0 gst-launch-1.0 jalv lv2apply lv2bench lv2file lv2proc pipewire speaker-test

# Compares as C does, and knows what has been left behind by functions that are over
export ASAN_OPTIONS=log_path=$reports/asan:exitcode=99:detect_stack_use_after_return=1:strict_string_checks=1:allocator_may_return_null=1
export UBSAN_OPTIONS=log_path=$reports/ubsan:print_stacktrace=1:halt_on_error=1
export LSAN_OPTIONS=suppressions=$PWD/tests/sanitize/leaks.supp:print_suppressions=0
export ZOUT_SANITIZED=1

chosen=()
for test in "$@"; do
	why=$(awk -v name="${test##*/}" '$1 == name { $1 = ""; print substr($0, 2) }' <<<"$left_out")
	if [ -n "$why" ]; then
		echo "LEFT OUT ${test##*/}: $why"
	else
		chosen+=("$test")
	fi
done

TEST_LIMIT_S=${TEST_LIMIT_S:-3600} tests/run.sh "${chosen[@]}"
result=$?
shopt -s nullglob
for report in "$reports"/*; do
	echo "FOUND ${report#"$PWD/"}"
	head -n 40 "$report" | sed 's/^/    /'
	result=1
done
exit $result
