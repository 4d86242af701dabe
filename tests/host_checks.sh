# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# What the checks of real hosts share. To be sourced in the folder of the project; B, ZOUT and tools are then absolute,
# scratch is an empty folder that is removed at the end, and LV2_PATH leads to our bundle alone.

set -u

readonly limit_db=-120 rate_hz=48000 recordings=/usr/share/sounds/alsa
B=$(realpath "${B:-build}")
ZOUT=$(realpath "${ZOUT:-$B/zout}")
tools=$B/tests/tools
failures=0 why= measured=
export LC_ALL=C.UTF-8

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/lv2"
ln -s "$B/zout.lv2" "$scratch/lv2/zout.lv2"
export LV2_PATH=$scratch/lv2 # Nothing else, so that nothing else can go wrong

# verdict NAME [LOG]: the check fails with the reason in $why and the end of LOG
verdict() {
	if [ -z "$why" ]; then
		echo "ok $1${measured:+ ($measured)}"
	else
		echo "not ok $1 $why"
		[ -s "${2:-}" ] && tail -n 20 "$2" | sed 's/^/# /'
		failures=$((failures + 1))
	fi
	why='' measured=
}

# must_equal REFERENCE OTHER [LAG]: sets $why unless OTHER is the same as REFERENCE, LAG frames later
must_equal() {
	local db
	[ -z "$why" ] || return
	if ! db=$("$tools/wavcmp" -l "${3:-0}" "$1" "$2" 2>"$scratch/wavcmp.log"); then
		why=$(head -n 1 "$scratch/wavcmp.log")
	elif ! awk -v db="$db" -v limit="$limit_db" 'BEGIN { exit !(db == "-inf" || db + 0 <= limit) }'; then
		why="differs by $db dB, more than $limit_db dB"
	else
		measured="$db dB"
	fi
}

# must_differ REFERENCE OTHER [LAG]: the opposite, because a comparison that cannot fail proves nothing
must_differ() {
	must_equal "$@"
	if [ -z "$why" ]; then why="cannot be told apart: $measured"; else why=; fi
	measured=
}

# controls FILE...: presets as "symbol value" lines
controls() {
	sed -n 's/^		lv2:symbol "\(.*\)" ;$/\1/p; s/^		pset:value \(.*\) ;$/\1/p' "$@" | paste -d ' ' - -
}

# record_input: in.wav with two voices at once, so that channels cannot be confused
record_input() {
	sox -M "$recordings/Front_Left.wav" "$recordings/Rear_Right.wav" -b 32 -e floating-point "$scratch/in.wav" 2>"$scratch/sox.log"
	[ -s "$scratch/in.wav" ] || why="sox made no input"
	verdict recording_is_there "$scratch/sox.log"
}

# render NAME ARG...: NAME.wav, what the renderer makes of in.wav
render() {
	"$ZOUT" render "${@:2}" "$scratch/in.wav" "$scratch/$1.wav" >"$scratch/render.log" 2>&1 </dev/null
	[ -s "$scratch/$1.wav" ] || why="no output"
}
