#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Real hosts load the blind test. What they let hear of chain A is what the renderer makes of the same settings, and
# chain B likewise; and a session is driven in jalv by typing, to its end.
#
# run.sh: serial, because of the JACK server (which is our own: see tests/jack/private_jack.sh).

# shellcheck source=tests/host_checks.sh
. tests/host_checks.sh
# shellcheck source=tests/hosts/offline.sh
. tests/hosts/offline.sh

readonly uri=urn:zout:abx phones=hd650 a=hpa-1 b=otl-120-ohm

# Inside the private JACK server: a session of five trials, typed
through_jalv() {
	local jalv
	mkfifo commands
	jalv -x -n blind -c trials=5 $uri <commands >jalv.log 2>&1 &
	jalv=$!
	exec 9>commands

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
			set -- "$this" && this=$other other=$1
		done
		type_until monitors state 2.000000 || status=1
	}
	exec 9>&- # jalv ends when its standard input does
	wait "$jalv"
	return $status
}

if [ "${1:-}" = --through-jalv ]; then
	cd "$2" && through_jalv
	exit
fi

# Both chains at work; each has noise of its own, so that there is none. Matched, one of them would be turned down
{
	controls presets/amps/$a.ttl | grep -v '^noise ' | sed 's/^/a_/'
	controls presets/amps/$b.ttl | grep -v '^noise ' | sed 's/^/b_/'
	controls presets/phones/$phones.ttl
	echo match 0
} >"$scratch/settings"
latency=$("$tools/latency" "$B/zout.lv2/abx.so" $rate_hz)

record_input
for chain in a b; do
	render $chain --amp ${!chain} --phones $phones --set noise=0
	verdict "zout_renders_chain_$chain" "$scratch/render.log"
done
must_differ "$scratch/a.wav" "$scratch/b.wav"
verdict comparison_tells_a_from_b

(cat "$scratch/settings" && echo listen 0) >"$scratch/hear-a"
through_lv2apply $uri "$scratch/hear-a" "$scratch/in.wav" "$scratch/apply.wav" >"$scratch/apply.log" 2>&1 </dev/null
must_equal "$scratch/a.wav" "$scratch/apply.wav" "$latency"
verdict lv2apply_hears_chain_a "$scratch/apply.log"

(cat "$scratch/settings" && echo listen 1) >"$scratch/hear-b"
offline_hosts $uri "$scratch/hear-b" "$scratch/b.wav" "$latency"

B=$B timeout 120 tests/jack/private_jack.sh -r $rate_hz "$(realpath "$0")" --through-jalv "$scratch" >"$scratch/jack.log" 2>&1
status=$?
[ $status -eq 0 ] || why="exit status $status: $(tail -n 1 "$scratch/jack.log" | tr -d '\n')"
verdict session_runs_in_jalv "$scratch/jalv.log"
correct=$(sed -n 's/^\(> \)*correct = \(-\{0,1\}[0-9.]*\).*/\2/p' "$scratch/jalv.log" | tail -n 1)
[[ $correct =~ ^[0-5]\.0+$ ]] || why="correct = '$correct'"
verdict jalv_shows_the_score_at_the_end "$scratch/jalv.log"

# What tests/test_blind_session.c takes records out of projects with is what the document says
why=$(grep -v '^#' tests/blind/extract.awk | while read -r line; do
	grep -qF -- "$line" docs/abx-plugin.md || echo "not in docs/abx-plugin.md: $line"
done)
verdict document_tells_how_to_extract_records

[ "$failures" -eq 0 ]
