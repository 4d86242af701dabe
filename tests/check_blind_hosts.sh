#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Real hosts load the blind test. Chain A is what the amplifier plugin makes of the same settings, B likewise, in
# lv2apply, frame by frame, and in ffmpeg, which neither activates nor has features; and a session is driven in jalv by
# typing, to its end.
#
# run.sh: serial, because of the JACK server (which is our own: see tests/jack/private_jack.sh).

set -u

readonly rate_hz=48000 uri=urn:zout:abx recordings=/usr/share/sounds/alsa
B=$(realpath "${B:-build}")
tools=$B/tests/tools
failures=0 measured=
export LC_ALL=C.UTF-8

# Inside the private JACK server: a session of five trials, typed
through_jalv() {
	local jalv
	mkfifo commands
	exec 9<>commands # jalv ends when its standard input does
	jalv -x -n blind -c trials=5 $uri <&9 >jalv.log 2>&1 &
	jalv=$!

	# The value of a port as jalv printed it last, behind its prompt or not
	shown() {
		sed -n "s/^\(> \)*$1 = //p" jalv.log | tail -n 1
	}

	# Types a command and waits until an output port has a value; what jalv prints fills a buffer first
	type_until() {
		local command=$1 port=$2 value=$3 tries=0
		echo "$command" >&9
		while [ "$(shown "$port")" != "$value" ]; do
			tries=$((tries + 1))
			if [ $tries -ge 300 ] || ! kill -0 $jalv 2>/dev/null; then
				echo "no '$port = $value' after '$command'" >&2
				return 1
			fi
			echo monitors >&9
			sleep 0.05
		done
	}

	local status=1 trial
	type_until presets state 0.000000 &&
		type_until "preset urn:zout:preset:abx:euphonic" level_error 0.000000 &&
		type_until "set start 1" state 1.000000 && {
		status=0
		# Answers in turns: jalv may hand over several values in one block, so that the fall of one trigger is certain
		# to be seen only when the rise of the other was
		local this=answer_a other=answer_b
		for trial in 1 2 3 4 5; do
			echo "set $other 0" >&9
			type_until "set listen 2" trial $trial.000000 && type_until "set listen $((trial % 2))" correct -1.000000 &&
				type_until "set $this 1" trial $((trial < 5 ? trial + 1 : 5)).000000 || status=1
			set -- $this && this=$other other=$1
		done
		type_until monitors state 2.000000 || status=1
	}
	kill -INT "$jalv"
	wait "$jalv"
	return $status
}

if [ "${1:-}" = --through-jalv ]; then
	cd "$2" && through_jalv
	exit
fi

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
	measured=
}

# must_equal WAV OTHER: the same but for rounding to float, as chains side by side may be computed in another order
must_equal() {
	local db
	why=
	if ! db=$("$tools/wavcmp" -l 0 "$1" "$2" 2>"$scratch/wavcmp.log"); then
		why=$(head -n 1 "$scratch/wavcmp.log")
	elif ! awk -v db="$db" 'BEGIN { exit !(db == "-inf" || db + 0 <= -140) }'; then
		why="differs by $db dB"
	else
		measured="$db dB"
	fi
}

# Controls of a preset as "symbol value" lines
print_controls() {
	sed -n 's/^		lv2:symbol "\(.*\)" ;$/\1/p; s/^		pset:value \(.*\) ;$/\1/p' "$@" | paste -d ' ' - -
}

# Two voices at once, so that channels cannot be confused
sox -M "$recordings/Front_Left.wav" "$recordings/Rear_Right.wav" -b 32 -e floating-point "$scratch/in.wav" 2>/dev/null
why=
[ -s "$scratch/in.wav" ] || why="sox made no input"
verdict recording_is_there

for chain in a b; do
	amp=$([ $chain = a ] && echo hpa-1 || echo otl-120-ohm)
	own=() both=(-c listen "$([ $chain = a ] && echo 0 || echo 1)")
	while read -r symbol value; do
		own+=(-c "$symbol" "$value")
		both+=(-c "${chain}_$symbol" "$value")
	done < <(print_controls "presets/amps/$amp.ttl" | grep -v '^noise ') # each chain has noise of its own
	while read -r symbol value; do
		own+=(-c "$symbol" "$value")
		both+=(-c "$symbol" "$value")
	done < <(print_controls presets/phones/hd650.ttl)
	lv2apply -i "$scratch/in.wav" -o "$scratch/own-$chain.wav" "${own[@]}" urn:zout:amp >"$scratch/own.log" 2>&1 </dev/null
	lv2apply -i "$scratch/in.wav" -o "$scratch/$chain.wav" "${both[@]}" $uri >"$scratch/apply.log" 2>&1 </dev/null
	must_equal "$scratch/own-$chain.wav" "$scratch/$chain.wav"
	verdict "lv2apply_hears_the_amplifier_in_chain_$chain" "$scratch/apply.log"
done
must_equal "$scratch/a.wav" "$scratch/b.wav"
[ -n "$why" ] && why= || why="A and B are alike, by $measured"
verdict comparison_tells_a_from_b

controls=listen=1
while read -r symbol value; do controls+="|b_$symbol=$value"; done < <(print_controls presets/amps/otl-120-ohm.ttl | grep -v '^noise ')
while read -r symbol value; do controls+="|$symbol=$value"; done < <(print_controls presets/phones/hd650.ttl)
ffmpeg -hide_banner -nostdin -y -i "$scratch/in.wav" -af "lv2=p='${uri//:/\\:}':c='$controls'" -c:a pcm_f32le \
	"$scratch/ffmpeg.wav" >"$scratch/ffmpeg.log" 2>&1
must_equal "$scratch/b.wav" "$scratch/ffmpeg.wav"
verdict ffmpeg_equals_lv2apply "$scratch/ffmpeg.log"

B=$B timeout 120 tests/jack/private_jack.sh -r $rate_hz "$(realpath "$0")" --through-jalv "$scratch" >"$scratch/jack.log" 2>&1
status=$?
why=
[ $status -eq 0 ] || why="exit status $status: $(tail -n 1 "$scratch/jack.log" | tr -d '\n')"
verdict session_runs_in_jalv "$scratch/jalv.log"
correct=$(sed -n 's/^\(> \)*correct = //p' "$scratch/jalv.log" | tail -n 1)
why=
[[ $correct =~ ^[0-5]\.0+$ ]] || why="correct = '$correct'"
verdict jalv_shows_the_score_at_the_end "$scratch/jalv.log"

# What tests/test_blind_session.c takes records out of projects with is what the document says
why=$(grep -v '^#' tests/blind/extract.awk | while read -r line; do
	grep -qF -- "$line" docs/abx-plugin.md || echo "not in docs/abx-plugin.md: $line"
done)
verdict document_tells_how_to_extract_records

[ "$failures" -eq 0 ]
