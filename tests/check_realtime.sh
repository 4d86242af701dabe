#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Real-time code does not block: clang proves it of what it compiles (-Wfunction-effects), down to the tables of
# kernels, and RealtimeSanitizer watches it in hosts and in our own drivers. Each is shown to catch what is planted
# (tests/rt/plant.c). JACK's half is in check_rt_hosts.sh. And the shipped objects import nothing that may block.

# shellcheck source=tests/rt_checks.sh
. tests/rt_checks.sh
root=$PWD
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# Names

# What a header calls [audio] is declared so: it begins with ZOUT_REALTIME
why=$(find dsp abx audio plugin alsa -name '*.h' -exec awk '
	/^\/\*\*/ { doc = "" }
	/^( \*|\/\*\*)/ { doc = doc $0 }
	/^ZOUT_REALTIME$/ { declared = 1 }
	/^[a-z_0-9]+\(/ {
		if (doc ~ /\[audio\]/ && !declared && before !~ /^static/) print FILENAME ": " $1
		doc = ""; declared = 0
	}
	/^$/ { doc = ""; declared = 0 }
	{ before = $0 }' {} + | head -n 3 | paste -sd ' ')
verdict "functions for the audio thread are declared so"

# What builds that watch themselves call
readonly watchers='__(asan|ubsan|tsan|gcov|msan)_.*'
# imports OBJECT: what the loader has to find
imports() {
	nm -D -u "$1" | awk '{ print $NF }' | sed 's/@.*//' |
		grep -vxE "_ITM_.*|__gmon_start__|__cxa_finalize|__stack_chk_fail|$watchers"
}
# only PATTERN OBJECT: complains of other imports
only() {
	why=$(imports "$2" | grep -vxE "$1" | paste -sd ' ')
	[ -s "$2" ] || why="no $2"
}
readonly memory='malloc|calloc|realloc|aligned_alloc|free|mem(cpy|move|set|cmp|chr)|str(n?cmp|len|chr|str|cspn)'
readonly mathematics='c?(exp|log|sqrt|abs|pow|sin|cos|tan|arg)[fl]?|sincosf?|log(2|10|1p)f?|acosf?|erfc|hypot|f(min|max|ma|mod|abs)f?|floorf?|ceilf?|l?rint|ldexp|atan2?|(__(mul|div)[sdx]c3)'
# getenv: ZOUT_ISA, when a plugin is instantiated
only "$memory|$mathematics|getenv" "$B/zout.lv2/zout.so"
verdict "the amplifier imports memory and mathematics only"
# time: the start of a session's clock, when a plugin is instantiated. The rest is libsodium's, whose one object file for
# random numbers and its allocator brings them along: the seed is drawn when a plugin is instantiated
# (abx/seed.c). What is called in run() are hashes, which import nothing
readonly sodium='open|close|read|fstat|fcntl|poll|getrandom|sysconf|raise|abort|mmap|munmap|mprotect|madvise|mlock|munlock|pthread_mutex_(un)?lock|__errno_location|__explicit_bzero_chk|explicit_bzero|__assert_fail'
only "$memory|$mathematics|getenv|time|$sodium" "$B/zout.lv2/abx.so"
verdict "the blind test imports memory, mathematics and what libsodium seeds itself with"
why=$(nm -u "$B"/abx/hash.o "$B"/abx/draw.o "$B"/abx/wipe.o | awk 'NF == 2 { print $2 }' |
	grep -vxE "zout_.*|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail|$watchers|$memory|crypto_(hash|auth)_?[a-z0-9_]*|sodium_memzero" | paste -sd ' ')
for object in $(ar t "$(cc -print-file-name=libsodium.a)" | grep -E 'sha256|hmacsha256|utils|verify' | grep -vE 'scrypt|pbkdf|pwhash'); do
	case $object in
	*hash_sha256_cp.o | *auth_hmacsha256.o) ;;
	*) continue ;;
	esac
	bad=$(ar p "$(cc -print-file-name=libsodium.a)" "$object" >"$scratch/o.o" && nm -u "$scratch/o.o" | awk 'NF == 2 { print $2 }' |
		grep -vxE "_GLOBAL_OFFSET_TABLE_|__stack_chk_fail|$memory|crypto_(hash|auth)_.*|sodium_mem(zero|cmp)|crypto_verify_32|randombytes_buf" | paste -sd ' ')
	[ -z "$bad" ] || why="$object: $bad"
done
verdict "hashes of libsodium import memory only, but for the making of keys"
# Its transfer callback shares the object with what ALSA calls at set-up: reading presets and keys, messages
readonly setup='access|open|opendir|readdir|closedir|close|f?read|readlink|realpath|stat|dup2|fopen|fclose|fflush|fcntl|qsort|getenv|dladdr|strtod|strdup|strerror|strcasecmp|strrchr|strc?spn|snprintf|vsnprintf|stderr|newlocale|uselocale|freelocale|__ctype_(b_loc|tolower_loc)|__errno_location|__v?snprintf_chk|__fread_chk|__realpath_chk|__readlink_chk'
only "$memory|$mathematics|$setup|lilv_.*|s(ord|erd)_.*|snd_.*" "$B/alsa-lib/libasound_module_pcm_zout.so"
verdict "the ALSA module imports what its set-up needs"
# Else the first call of a function would wait for the dynamic linker
why=$(for object in "$B"/zout "$B"/zout.lv2/{zout,abx}.so "$B/alsa-lib/libasound_module_pcm_zout.so"; do
	readelf -d "$object" | grep -qE 'BIND_NOW|FLAGS_1.* NOW' || echo "${object##*/}"
done | paste -sd ' ')
verdict "what is shipped finds all symbols as it is loaded"
# Of that object the files that run in real time: no ALSA, no files, a clock
why=$(for object in alsa/transfer.o audio/engine_process.o audio/engine_output.o audio/load_meter.o audio/clock.o audio/alsa_format.o \
	audio/jack_process.o audio/jack_client_process.o audio/loop_process.o audio/alsa_io.o; do
	nm -u "$B/$object" | awk 'NF == 2 { print $2 }' | grep -vxE "zout_.*|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail|$watchers|$memory|$mathematics" |
		case $object in
		audio/clock.o) grep -vx clock_gettime ;;
		audio/jack_process.o) grep -vxE 'jack_port_get_buffer|jack_last_frame_time|jack_get_xrun_delayed_usecs' ;;
		audio/jack_client_process.o) grep -vxE 'jack_port_get_buffer|jack_midi_event_get|jack_midi_get_event_count' ;;
		audio/loop_process.o) grep -vxE 'jack_port_get_buffer|jack_last_frame_time' ;;
		audio/alsa_io.o) grep -vxE 'snd_pcm_.*|poll|nanosleep|__errno_location' ;;
		*) cat ;;
		esac | sed "s,^,$object: ,"
done | paste -sd ' ')
verdict "callbacks of JACK and ALSA import what they may"

# The compiler

skip() {
	echo "ok real-time code compiles without effects and runs under RealtimeSanitizer # SKIP $1"
	[ "$failures" -eq 0 ]
	exit
}
runtime() {
	"$1" -print-file-name="lib/linux/libclang_rt.rtsan-$(uname -m).a" 2>/dev/null
}
clang='' why_not="no clang-22 (Debian 12: in the security suite)"
for candidate in ${RT_CLANG:-clang-22 clang-21 clang-20}; do
	command -v "$candidate" >/dev/null || continue
	[ -e "$(runtime "$candidate")" ] && clang=$candidate && break
	why_not="$candidate has no RealtimeSanitizer (Debian: libclang-rt-22-dev)"
done
[ -n "$clang" ] || skip "$why_not"
nm -D "$B/zout.lv2/zout.so" | grep -qE ' __(asan|tsan|ubsan)_' && skip "this build has another sanitizer"

build() {
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -j2 CC="$clang" RT_CLANG="$clang" B="$B/rtsan" CLI_B="$B" WERROR=0 "$@" >"$scratch/build.log" 2>&1
}
why=
build "$B/rtsan/rt/librtsan.so" && build LDFLAGS="$B/rtsan/rt/librtsan.so" \
	RT_EXE=-fno-sanitize=realtime \
	CFLAGS='-O1 -g -fsanitize=realtime -Wno-everything -Wfunction-effects -Werror=function-effects' realtime ||
	why=$(grep -m 1 -E 'error|\*\*\*' "$scratch/build.log")
built=$why
verdict "real-time code compiles with -Wfunction-effects as an error"
[ -z "$built" ] || exit 1

said=$("$clang" -std=c11 -I. -DPLANT_DECLARED -Wfunction-effects -fsyntax-only tests/rt/plant.c 2>&1)
for function in malloc free pthread_mutex_lock fprintf syscall; do
	grep -q "must not call .* function '$function'" <<<"$said" || why="$why$function is not seen "
done
verdict "compiler sees what is planted"
# That the declaration in a header holds the body elsewhere to it
awk '/^zout_meters_reset\(/ { inside = 1 }
	{ print }
	/^#include "meters.h"/ { print "void violate(void);" }
	inside && /^{/ { print "\tviolate();"; inside = 0 }' dsp/meters.c >"$scratch/meters.c"
"$clang" -std=c11 -I. -Idsp -Wfunction-effects -fsyntax-only "$scratch/meters.c" 2>&1 | grep -q "must not call .* function 'violate'" ||
	why="a call in zout_meters_reset() is not seen"
verdict "compiler holds a body to the declaration in its header"

# The program's own files are not built again. They have no callbacks of servers and no threads in real time, and whatever
# they hand to those who have is declared: clang looks at all that know of such a thing
why=$(for object in "$B"/cli/*.o "$B"/cli/service/*.o "$B"/measure/*.o "$B"/catalog/*.o; do
	nm -u "$object" | awk 'NF == 2 { print $2 }' | grep -E '^(jack_|snd_|soxr_|sched_|pthread_setsched|timer_create)' |
		sed "s,^,${object#"$B/"}: ,"
done | paste -sd ' ')
verdict "the program's own files set up no callback and no thread in real time"
read -ra cli_flags <<<"$(pkg-config --cflags lilv-0 sndfile jack jansson libsodium inih alsa lv2)"
cli_flags+=(-std=c11 -I. -D_GNU_SOURCE '-DZOUT_VERSION="0"' '-DZOUT_LV2DIR="/"' '-DZOUT_LV2_PATH="/"' '-DZOUT_MULTIARCH=""' -Wno-everything
	-Wfunction-effects -Werror=function-effects -fsyntax-only)
mapfile -t knowing < <(grep -lE 'audio/(processor|[a-z_]*_process)\.h|abx/listening_process\.h' \
	"$B"/cli/*.d "$B"/cli/service/*.d "$B"/measure/*.d "$B"/catalog/*.d | sed "s,^$B/,,; s,d$,c,")
[[ " ${knowing[*]} " == *" cli/abx_audio.c "* ]] || why="cli/abx_audio.c is not among them"
why=$why$(printf '%s\n' "${knowing[@]}" | xargs -P "$(nproc)" -n 4 "$clang" "${cli_flags[@]}" 2>&1 | grep -m 1 error)
measured="${#knowing[@]} files"
verdict "the program's own files hand out real-time functions only"
grep -v '^ZOUT_REALTIME$' cli/abx_audio.c >"$scratch/abx_audio.c"
"$clang" "${cli_flags[@]}" "$scratch/abx_audio.c" 2>&1 | grep -q "Wfunction-effects" || why="not declared, and not seen"
verdict "compiler sees a function of theirs that is not declared"

# At run time

cd "$scratch" || exit 1
make_stage
preload=(LD_PRELOAD="$B/rtsan/rt/librtsan.so" RTSAN_OPTIONS=symbolize=0)

# run NAME COMMAND ARG...: must succeed with nothing reported
run() {
	local name=$1
	shift
	"$@" || why="exit status $?: $(grep -m 1 Intercepted host.log)"
	verdict "RealtimeSanitizer is content with $name"
}
# Real hosts
mkdir objects
cp "$B"/rtsan/zout.lv2/*.so "$B"/rtsan/alsa-lib/*.so "$B/rtsan/rt/zout" objects/
take "$scratch/objects"
run "the amplifier in lv2apply" host_lv2apply_amp
run "the blind test in lv2apply" host_lv2apply_abx
run "the ALSA module in aplay" host_aplay
run "the ALSA backend" host_run_alsa

# Our own drivers, which do more than a host: they load the bundle below B
driver() {
	(cd "$root" && env "${preload[@]}" LV2_PATH="$scratch/build" B="$scratch/build" timeout 300 "$B/tests/$1") >host.log 2>&1
}
mkdir build
ln -s ../lv2/zout.lv2 build/zout.lv2
for test in test_plugin test_blind_session test_blind_plugin; do
	run "what $test does" driver $test
done

# caught HOST PLANT...: each plant is reported
caught() {
	local host=$1 plant
	shift
	for plant in "$@"; do
		preload+=(RT_PLANT="$plant")
		"host_$host"
		unset 'preload[-1]'
		grep -q 'Intercepted call to real-time unsafe function' host.log || why="$why$plant is not reported "
	done
	verdict "RealtimeSanitizer reports what is planted in $host"
}
take "$B/rtsan/planted"
# shellcheck disable=SC2086 # words
caught lv2apply_amp $rt_plants
caught lv2apply_abx malloc
caught aplay malloc
caught run_alsa malloc
[ "$failures" -eq 0 ]
