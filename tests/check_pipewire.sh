#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PipeWire: the filter chain of share/pipewire, and `pw-jack zout run`, in a PipeWire of our own without hardware, with
# a session manager and a message bus of its own.
#
# run.sh: serial, because audio time is real time here.

set -u
readonly sink=share/pipewire/zout-hpa-1.conf
checks=('the filter chain holds what the presets hold' 'the filter chain equals render'
	'a filter chain of the blind test equals render' 'pw-jack zout run equals render'
	'systemd hears of start and end by the command of the manual'
	'pw-jack zout run follows a change of rate and block' 'pw-jack zout run comes back when PipeWire does'
	'nothing blocks in the filter chain')

if [ "${1:-}" != --inside ]; then
	for command in pipewire wireplumber pw-jack pw-link dbus-run-session jq; do
		if ! command -v $command >/dev/null; then
			for check in "${checks[@]}"; do
				echo "ok $check # SKIP no $command"
			done
			exit 0
		fi
	done
	scratch=$(mktemp -d) || exit 1
	trap 'rm -rf "$scratch"' EXIT
	export CHECK_SCRATCH=$scratch
	mkdir -p "$scratch/home" "$scratch/config/pipewire/pipewire.conf.d"
	mkdir -m 700 "$scratch/runtime"
	# No display, no bus and no PipeWire of the user's
	env -u DISPLAY -u WAYLAND_DISPLAY -u DBUS_SESSION_BUS_ADDRESS -u PIPEWIRE_REMOTE -u JACK_DEFAULT_SERVER \
		XDG_RUNTIME_DIR="$scratch/runtime" XDG_CONFIG_HOME="$scratch/config" HOME="$scratch/home" \
		dbus-run-session -- tests/check_pipewire.sh --inside 2> >(grep -v 'Failed to set fd limit' >&2)
	exit
fi

B=$(realpath "${B:-build}")
ZOUT=$(realpath "${ZOUT:-$B/zout}")
here=$(realpath tests)
export LV2_PATH=$B
cp $sink "$CHECK_SCRATCH/shipped.conf"
# As the manual puts it into the unit of systemd, with our program for the installed one
command=$(sed -n 's/^ExecStart=\(pw-jack .*\)/\1/p' man/zout-systemd.7)
cd "$CHECK_SCRATCH" || exit 1
# shellcheck source=tests/service_checks.sh
. "$here/service_checks.sh"
pw_pid='' wp_pid='' notify_pid=''
end_all() {
	kill $zout_pid $notify_pid 2>/dev/null
	kill $wp_pid 2>/dev/null && wait $wp_pid 2>/dev/null
	kill $pw_pid 2>/dev/null && wait $pw_pid 2>/dev/null
}
trap end_all EXIT

# What the file sets is what the presets set
wanted=$("$ZOUT" list --json | jq -r '(.amps[] | select(.name == "hpa-1")), (.phones[] | select(.name == "hd650")) |
	.values[] | "\(.symbol) \(.value * 1)"' | sort)
found=$(sed -nE 's/^\t+"([a-z0-9_]+)" = (-?[0-9.]+)$/\1 \2/p' shipped.conf | awk '{ print $1, $2 + 0 }' | sort)
is "values that differ" "" "$(diff <(echo "$wanted" | awk '{ print $1, $2 + 0 }') <(echo "$found") | xargs)"
is "label" "$("$ZOUT" list --json | jq -r '.amps[] | select(.name == "hpa-1").label')" \
	"$(sed -nE 's/^.*node.description = "(.*)"$/\1/p' shipped.conf)"
verdict "${checks[0]}"

# Noise and hum begin when the sink begins: without them what comes out can be foretold
sed -E 's/"(noise|hum)" = .*/"\1" = 0.0/' shipped.conf >config/pipewire/pipewire.conf.d/zout-hpa-1.conf
# The same amplifier as chain B of the blind test, which is heard; matched, it would be turned down
sed -E '/# Amplifier/,/# Headphone/ s/^(\t*)"/\1"b_/; s/urn:zout:amp/urn:zout:abx/; s/control = \{/&\n"listen" = 1.0\n"match" = 0.0/
	s/zout\.hpa-1/zout.blind/; s/Pass Labs HPA-1/Blind test/' config/pipewire/pipewire.conf.d/zout-hpa-1.conf \
	>config/pipewire/pipewire.conf.d/zout-blind.conf
cat >config/pipewire/pipewire.conf <<'END'
context.properties = { core.daemon = true core.name = pipewire-0 mem.warn-mlock = false support.dbus = false log.level = 2
	default.clock.rate = 48000 default.clock.allowed-rates = [ 44100 48000 96000 ]
	default.clock.quantum = 1024 default.clock.min-quantum = 32 default.clock.max-quantum = 8192 }
context.spa-libs = { audio.convert.* = audioconvert/libspa-audioconvert support.* = support/libspa-support }
context.modules = [
	{ name = libpipewire-module-protocol-native } { name = libpipewire-module-metadata }
	{ name = libpipewire-module-spa-node-factory } { name = libpipewire-module-client-node }
	{ name = libpipewire-module-access args = {} } { name = libpipewire-module-adapter }
	{ name = libpipewire-module-link-factory } { name = libpipewire-module-session-manager } ]
context.objects = [
	{ factory = spa-node-factory args = { factory.name = support.node.driver node.name = Dummy-Driver
		node.group = pipewire.dummy priority.driver = 20000 } }
	{ factory = adapter args = { factory.name = support.null-audio-sink node.name = null-sink media.class = Audio/Sink
		audio.position = [ FL FR ] } } ]
END
# The guard of tests/rt/guard.h sees what run() calls; sanitizers want to be there before it
guard=(LD_PRELOAD="$B/tests/rt/guard.so" RT_GUARD_LOG="$PWD/guard.log")
nm -D "$B/zout.lv2/zout.so" | grep -qE ' __(asan|tsan|ubsan)_' && guard=()
start_pipewire() {
	rm -f runtime/pipewire-0
	env "${guard[@]}" pipewire >pw.log 2>&1 &
	pw_pid=$!
	wait_for 10 "socket of PipeWire" test -S runtime/pipewire-0
	wireplumber >wp.log 2>&1 &
	wp_pid=$!
}
start_pipewire
has_port() {
	{ pw-link -o; pw-link -i; } 2>/dev/null | grep -q "$1"
}

sox -V1 -R -r 48000 -n -b 32 -e float -c 2 tone.wav synth 1 pinknoise sine 500:5000 gain -9
if ! wait_for 20 "sink" has_port 'zout.hpa-1.output:output_FR' || ! kill -0 $pw_pid 2>/dev/null; then
	for check in "${checks[@]:1}"; do
		echo "ok $check # SKIP PipeWire does not work here: $(tail -n 1 pw.log | tr -d '#')"
	done
	[ "$failures" -eq 0 ]
	exit
fi

# loop PORTS... OUT: plays and records until nothing was lost: PipeWire does not wait for anybody on a busy machine
loop() {
	local try out=${*: -1}
	for try in 1 2 3 4 5 6 7 8 9 10; do
		pw-jack "$tools/jackloop" -w 1 "${@:1:$#-1}" tone.wav "$out" >loop.log 2>&1 && return
	done
	why=${why:-"no recording without gaps: $(tail -n 1 loop.log)"}
}
latency=$("$tools/latency" "$B/zout.lv2/zout.so" 48000)
port() {
	pw-jack jack_lsp 2>/dev/null | grep -m 1 "$1"
}
"$ZOUT" render --amp hpa-1 --phones hd650 --set noise=0 --set hum=0 tone.wav render.wav

# through_chain NAME: plays through the filter chain of that description
through_chain() {
	local db
	wait_for 20 "ports in JACK" port "$1.*playback_FL" >/dev/null
	loop -p "$(port "$1.*playback_FL")" -p "$(port "$1.*playback_FR")" \
		-r "$(port "$1.*output_FL")" -r "$(port "$1.*output_FR")" sink.wav
	db=$("$tools/wavcmp" -l "$latency" render.wav sink.wav 2>&1)
	echo "# $1: $db dB"
	[ "$db" = -inf ] || at_most "difference in dB" -120 "$db"
}
through_chain 'Pass Labs HPA-1'
verdict "${checks[1]}"
through_chain 'Blind test'
verdict "${checks[2]}"

# systemd takes notice of the process that it started only: PID MESSAGE, a line each
if command -v python3 >/dev/null; then
	python3 - >notify.out <<'END' &
import socket, struct
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
s.bind("notify")
while True:
	data, credentials, _, _ = s.recvmsg(4096, socket.CMSG_SPACE(12))
	for line in data.decode().splitlines():
		print(struct.unpack("3i", credentials[0][2])[0], line, flush=True)
END
	notify_pid=$!
	wait_for 10 "listener" test -S notify
	export NOTIFY_SOCKET=$PWD/notify
fi
# shellcheck disable=SC2086 # several words
${command/\/usr\/bin\/zout/"$ZOUT"} --name dut --amp otl-120-ohm --phones dt990-pro-250 --set volume=-3 --set noise=0 --set hum=0 \
	>dut.out 2>dut.err &
zout_pid=$!
unset NOTIFY_SOCKET
wait_for 20 "ports of zout" port '^dut:out_r$' >/dev/null
running
loop -p dut:in_l -p dut:in_r -r dut:out_l -r dut:out_r loop.wav
"$ZOUT" render --amp otl-120-ohm --phones dt990-pro-250 --set volume=-3 --set noise=0 --set hum=0 tone.wav render.wav
db=$("$tools/wavcmp" -l "$(status .backend.latency_frames)" render.wav loop.wav 2>&1)
[ "$db" = -inf ] || at_most "difference in dB" -120 "$db"
verdict "${checks[3]}"

pw-metadata -n settings 0 clock.force-quantum 64 >/dev/null 2>&1
wait_for 20 "block of 64" status_is .backend.block_frames 64
pw-metadata -n settings 0 clock.force-rate 96000 >/dev/null 2>&1
wait_for 20 "rate of 96000 Hz" status_is .backend.rate_hz 96000
lives
verdict "${checks[5]}"

{
	kill -9 $pw_pid
	wait $pw_pid
} 2>/dev/null
wait_for 20 "word of the end" status_is .backend.state waiting
kill $wp_pid 2>/dev/null
wait $wp_pid 2>/dev/null
start_pipewire
running
is "losses" 1 "$(status .backend.losses)"
wait_for 20 "ports of zout again" port '^dut:out_r$' >/dev/null
stop
verdict "${checks[6]}"

if [ -n "$notify_pid" ]; then
	wait_for 10 "STOPPING=1" grep -q "^$zout_pid STOPPING=1$" notify.out
	is "messages" "READY=1 STOPPING=1" "$(sed -nE "s/^$zout_pid ((READY|RELOADING|STOPPING)=1)$/\\1/p" notify.out | xargs)"
	is "processes that speak" "$zout_pid" "$(cut -d ' ' -f 1 notify.out | sort -u | xargs)"
	verdict "${checks[4]}"
else
	echo "ok ${checks[4]} # SKIP no python3 to listen"
fi

if [ ${#guard[@]} -eq 0 ]; then
	echo "ok ${checks[7]} # SKIP this build has a sanitizer"
else
	is "violations" "" "$(grep violation guard.log | sort | uniq -c | head -n 3 | xargs)"
	at_least "calls of run()" 64 "$(awk '$1 == "guarded" && $2 == "urn:zout:amp" && $3 > n { n = $3 } END { print n + 0 }' guard.log)"
	verdict "${checks[7]}"
fi
[ "$failures" -eq 0 ]
