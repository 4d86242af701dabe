#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Real-time code as it is shipped, in hosts that we did not build, with the guard between them (tests/rt/guard.h): no
# function that may block is called from within it, and no system call made. The guard is shown to catch what is
# planted in each of them. `zout run` under JACK is watched by RealtimeSanitizer too, if check_realtime.sh has built
# that.
#
# run.sh: serial, because of the JACK server (which is our own: see tests/jack/private_jack.sh).

# shellcheck source=tests/rt_checks.sh
. tests/rt_checks.sh

# Inside the private JACK server

# ready PORT PID: waits until a client has its ports
ready() {
	local tries=0
	until jack_lsp 2>/dev/null | grep -qx "$1"; do
		tries=$((tries + 1))
		[ $tries -lt 200 ] && kill -0 "$2" 2>/dev/null || return 1
		sleep 0.05
	done
}

# jalv URI: with controls that change while audio passes
through_jalv() {
	local pid status
	mkfifo commands
	env "${preload[@]}" timeout 60 jalv -x -n dut "$1" <commands >host.log 2>&1 &
	pid=$!
	exec 9>commands
	ready dut:out_r $pid && {
		printf '%s\n' 'set max_voltage 0.5' 'set h2 -40' 'set a_h2 -40' 'set noise 30' 'set start 1' 'set listen 2' \
			'set output_impedance 30' >&9
		"$tools/jackloop" -w 0.2 -p dut:in_l -p dut:in_r -r dut:out_l -r dut:out_r in.wav loop.wav >loop.log 2>&1
	}
	status=$?
	exec 9>&- # ends jalv, as its comfortable end does; after a signal the server may wait for it
	wait $pid || status=$?
	rm commands
	return $status
}

through_zout() {
	local pid status
	export XDG_RUNTIME_DIR=$PWD
	env "${preload[@]}" timeout 60 "$program" run --name dut --amp otl-120-ohm --phones hd650 >host.log 2>&1 </dev/null &
	pid=$!
	ready dut:out_r $pid && {
		"$B/zout" ctl --name dut set h2=-40 max_voltage=0.5 >ctl.log 2>&1
		"$tools/jackloop" -w 0.2 -p dut:in_l -p dut:in_r -r dut:out_l -r dut:out_r in.wav loop.wav >loop.log 2>&1
		"$B/zout" ctl --name dut set output_impedance=3 volume=-12 >>ctl.log 2>&1
	}
	status=$?
	kill $pid 2>/dev/null
	wait $pid || status=$?
	return $status
}

if [ "${1:-}" = --inside ]; then
	cd "$2" || exit
	program=$4
	read -ra preload <preload
	"through_$3" "${@:5}"
	exit
fi

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
me=$(realpath "$0")
cd "$scratch" || exit 1
make_stage
mkdir shipped
cp "$B"/zout.lv2/*.so "$B/alsa-lib/libasound_module_pcm_zout.so" "$B/zout" shipped/

beside_jack() {
	echo "${preload[*]}" >preload
	(cd "$here/.." && B=$B timeout 120 tests/jack/private_jack.sh -r 48000 "$me" --inside "$scratch" "$1" "$program" "${@:2}") \
		>jack.log 2>&1
}
host_jalv_amp() {
	beside_jack jalv urn:zout:amp
}
host_jalv_abx() {
	beside_jack jalv urn:zout:abx
}
host_run_jack() {
	beside_jack zout
}
host_ecasound() {
	under ecasound -q -i in.wav -o:out.wav "-elv2:urn:zout:amp,1,2,-1,0,0,1,0,30,0,1"
}

# The kernel and the machine must be able to; valgrind and other sanitizers must not be there already
preload=(LD_PRELOAD="$B/tests/rt/guard.so" RT_GUARD_LOG="$scratch/guard.log")
if nm -D "$B/zout.lv2/zout.so" | grep -qE ' __(asan|tsan|ubsan)_'; then
	echo "ok real hosts # SKIP this build has a sanitizer, which wants to be preloaded first"
	exit 0
fi
syscalls=yes

# guarded HOST WHAT LEAST [HOW]: the host works, and WHAT was called at least so often without a violation
guarded() {
	local calls
	rm -f guard.log
	"host_$1" || why="exit status $?"
	calls=$(awk -v what="$2" '$1 == "guarded" && $2 == what && $3 > n { n = $3 } END { print n + 0 }' guard.log)
	grep -qs '^unguarded' guard.log && syscalls=
	[ "$calls" -ge "$3" ] || why=${why:-"$2 was called $calls times, expected $3 at least"}
	[ -z "$(grep -s violation guard.log)" ] || why=$(grep violation guard.log | sort | uniq -c | head -n 3 | xargs)
	measured="$calls calls and more"
	verdict "nothing blocks in $2 under $1${4:+, $4}"
}
take "$scratch/shipped"
guarded lv2apply_amp urn:zout:amp 5000
guarded lv2apply_abx urn:zout:abx 5000
guarded ffmpeg urn:zout:amp 8
guarded jalv_amp urn:zout:amp 100
guarded jalv_abx urn:zout:abx 100
guarded run_jack jack 100
guarded aplay alsa 8
guarded arecord alsa 8
guarded run_alsa alsa-backend 64
if command -v ecasound >/dev/null; then
	guarded ecasound urn:zout:amp 8
else
	echo "ok nothing blocks in urn:zout:amp under ecasound # SKIP no ecasound"
fi
if [ -z "$syscalls" ]; then
	echo "ok the kernel hands back system calls # SKIP $(uname -sr) on $(uname -m) does not"
fi

# caught HOST WHAT PLANT...: the guard names what was planted
caught() {
	local host=$1 what=$2 plant wanted
	shift 2
	for plant in "$@"; do
		rm -f guard.log
		preload+=(RT_PLANT="$plant")
		"host_$host"
		unset 'preload[-1]'
		case $plant in
		malloc) wanted=malloc ;;
		lock) wanted=pthread_mutex_lock ;;
		print) wanted='f(printf|write|puts)' ;;
		*) wanted='syscall 1' ;;
		esac
		[ -z "$syscalls" ] && [[ $plant == write || $plant == raw ]] && continue
		grep -qsE "^violation $what $wanted\$" guard.log || why="$why$plant is not seen "
	done
	verdict "the guard sees what is planted in $what under $host"
}
take "$B/planted"
# The guard itself changes nothing: what has a plant that does nothing is clean
guarded lv2apply_amp urn:zout:amp 5000 "with a plant that does nothing"
# shellcheck disable=SC2086 # words
caught lv2apply_amp urn:zout:amp $rt_plants raw
caught lv2apply_abx urn:zout:abx malloc raw
caught jalv_amp urn:zout:amp raw
caught run_jack jack raw
# shellcheck disable=SC2086 # words
caught aplay alsa $rt_plants raw
caught arecord alsa raw
caught run_alsa alsa-backend malloc raw

# RealtimeSanitizer; a program that it halted would hold up the server
if [ -e "$B/rtsan/rt/zout" ]; then
	mkdir rtsan
	cp "$B/rtsan/rt/zout" rtsan/
	preload=(LD_PRELOAD="$B/rtsan/rt/librtsan.so" RTSAN_OPTIONS=symbolize=0:halt_on_error=0)
	take "$scratch/rtsan" "$scratch/shipped"
	host_run_jack || why="exit status $?"
	why=$why$(grep -m 1 Intercepted host.log)
	verdict "RealtimeSanitizer is content with zout run under JACK"
	take "$B/rtsan/planted" "$scratch/shipped"
	preload+=(RT_PLANT=malloc)
	host_run_jack
	grep -q 'Intercepted call to real-time unsafe function .malloc' host.log || why="malloc is not reported"
	verdict "RealtimeSanitizer reports what is planted in zout run under JACK"
else
	echo "ok RealtimeSanitizer and zout run under JACK # SKIP check_realtime.sh has not built it"
fi
[ "$failures" -eq 0 ]
