#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Ardour, without a screen, a sound card or a sound server: one process makes a session with the plugin on one of two
# tracks, loads presets and saves; a second loads the session and exports the sum of both tracks. That sum has to be
# the recording and what `zout render` makes of it, at the same time: so presets have come, the state has been kept, and
# Ardour has compensated the latency to the frame. A blind session is driven to its end, and its record is found in the
# project.

hosts=$(realpath tests/hosts)
extract=$(realpath tests/blind/extract.awk)
presets=$(realpath presets)
# shellcheck source=tests/host_checks.sh
. tests/host_checks.sh
if ! command -v ardour7-lua >/dev/null || ! command -v ardour7-export >/dev/null; then
	echo "ok ardour_runs_both_plugins # SKIP no ardour7-lua"
	exit 0
fi

cd "$scratch" || exit 1
# Nothing of the user's own, neither shown nor changed
mkdir -m 700 home
export HOME=$scratch/home XDG_CONFIG_HOME=$scratch/home/config XDG_CACHE_HOME=$scratch/home/cache
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS
# Ardour 7.3 without its own vector routines: those for AVX-512 spoil its heap, and one export in five of a session
# without any plugin ended in "double free or corruption"
export ARDOUR_FPU_FLAGS=0

readonly lead=4800 limit_s=200
label() { sed -n 's/^	rdfs:label "\(.*\)" ;$/\1/p' "$1"; }

# make_session DIR URI STEP...: sets $why unless it was made
make_session() {
	timeout $limit_s ardour7-lua "$hosts/ardour.lua" "$@" >"$1.log" 2>&1 </dev/null
	grep -qx saved "$1.log" || why=$(grep -iE 'error|failed' "$1.log" | grep -v '^\[' | head -n 1)
	grep -qx saved "$1.log" || why=${why:-"no session"}
}

# export_session DIR: DIR.wav, both tracks of it with the recording, by another process
export_session() {
	[ -z "$why" ] || return
	awk -v frames="$(soxi -s in.wav 2>/dev/null)" -v lead=$lead -f "$hosts/ardour_tape.awk" "$1/hosted.ardour" >filled
	mv filled "$1/hosted.ardour"
	cp in.wav "$1/interchange/$1/audiofiles/tape.wav"
	timeout $limit_s ardour7-export -b float -s $rate_hz -o "$scratch/$1.wav" "$1" hosted >>"$1.log" 2>&1 </dev/null
	[ -s "$1.wav" ] || why="nothing was exported"
}

# and_dry NAME: NAME-and-dry.wav, the recording and NAME
and_dry() {
	sox -V1 -m -v 1 in.wav -v 1 "$1.wav" -b 32 -e float "$1-and-dry.wav"
}

record_input
sox -V1 in.wav -b 32 -e float lower.wav gain -12 && mv lower.wav in.wav # the sum has to fit

render amp --amp hpa-1 --phones hd650 --set noise=0 --set hum=0
and_dry amp
make_session amp-session urn:zout:amp "preset $(label "$presets/amps/hpa-1.ttl")" "preset $(label "$presets/phones/hd650.ttl")" \
	"set Noise=0" "set Hum=0"
grep -qx "latency $("$tools/latency" "$B/zout.lv2/zout.so" $rate_hz)" amp-session.log || why=${why:-"other latency"}
verdict ardour_takes_the_amplifier_with_two_presets amp-session.log
export_session amp-session
must_equal amp-and-dry.wav amp-session.wav $lead
verdict ardour_exports_the_amplifier_in_time_with_a_dry_track amp-session.log
must_differ amp-and-dry.wav amp-session.wav $((lead + 1))
verdict the_comparison_tells_one_frame

render blind --amp otl-120-ohm --phones hd650 --set noise=0 --set hum=0
and_dry blind
steps=("set Trials=5" "set Level match=0" "set Start session=1" "until State=1")
# Answers in turns: that one trigger has fallen is certain only when the rise of the other was seen
answers=(A B A B A B)
for trial in 1 2 3 4 5; do
	steps+=("set Listen to=2" "set X is ${answers[trial]}=0" "set X is ${answers[trial - 1]}=1"
		"until Trial=$((trial < 5 ? trial + 1 : 5))")
done
make_session blind-session urn:zout:abx "preset $(label "$presets/phones/hd650.ttl")" \
	"preset $(label "$B/zout.lv2/presets/abx-b/otl-120-ohm.ttl")" "set B Noise=0" "set B Hum=0" "${steps[@]}" \
	"until State=2" "set Listen to=1"
verdict ardour_drives_a_blind_session blind-session.log
export_session blind-session
must_equal blind-and-dry.wav blind-session.wav $lead
verdict ardour_exports_the_blind_test_in_time_with_a_dry_track blind-session.log

find blind-session/plugins -name state.ttl -exec cat {} + >states 2>/dev/null
awk -f "$extract" states
{ [ -e record-1.json ] && [ ! -e record-2.json ]; } || why="not one record in the project"
[ -n "$why" ] || "$ZOUT" verify record-1.json >verify.log 2>&1 || why="zout verify: $(tail -n 1 verify.log)"
verdict record_of_the_session_is_in_the_project verify.log

[ "$failures" -eq 0 ]
