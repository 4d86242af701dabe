#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Real hosts load the plugin and process a recording; what comes out must be what `zout render` makes. Hosts do not
# compensate the latency and the renderer does, so their files are shifted by what the plugin reports.
#
# run.sh: serial, because of the JACK server (which is our own: see tests/jack/private_jack.sh).

set -u

readonly limit_db=-120 rate_hz=48000 amp=hpa-1 phones=hd650
readonly uri=urn:zout:amp amp_uri=urn:zout:preset:amps:$amp phones_uri=urn:zout:preset:phones:$phones
readonly recordings=/usr/share/sounds/alsa
B=$(realpath "${B:-build}")
ZOUT=$(realpath "${ZOUT:-$B/zout}")
tools=$B/tests/tools
failures=0 measured=
export LC_ALL=C.UTF-8

# Prints the controls of the presets that jalv's log, at its last word, shows with another value
not_arrived() {
	awk 'NR == FNR { wanted[$1] = $2; next }
		NF == 3 && $2 == "=" { shown[$1] = $3 }
		END {
			for (s in wanted) {
				miss = wanted[s] - shown[s]
				if (!(s in shown) || miss * miss > 1e-10 * (1 + wanted[s] * wanted[s])) print s
			}
		}' quiet-controls jalv.log
}

# Inside the private JACK server: plays in.wav through jalv with both presets and records jalv.wav
through_jalv() {
	local jalv tries=0
	mkfifo commands
	exec 9<>commands # jalv ends when its standard input does
	jalv -x -n dut "$uri" <&9 >jalv.log 2>&1 &
	jalv=$!
	until jack_lsp 2>/dev/null | grep -q '^dut:out_r'; do
		tries=$((tries + 1))
		if [ $tries -ge 100 ] || ! kill -0 "$jalv" 2>/dev/null; then
			return 1
		fi
		sleep 0.1
	done

	# This jalv finds a preset only after it has listed them
	printf '%s\n' presets "preset $amp_uri" "preset $phones_uri" >&9
	tries=0
	until [ -z "$(not_arrived)" ] || [ $tries -ge 50 ]; do
		printf '%s\n' 'noise = 0' 'hum = 0' >&9 # again and again: presets arrive later than they are asked for
		echo controls >&9 # What it prints goes through a buffer that fills with more of it
		tries=$((tries + 1))
		sleep 0.1
	done

	"$tools/jackloop" -f -w 0.5 -p dut:in_l -p dut:in_r -r dut:out_l -r dut:out_r in.wav jalv.wav >loop.log 2>&1
	local status=$?
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

# must_equal OTHER LAG [RENDERED]: sets $why unless OTHER is the same as RENDERED, LAG frames later
must_equal() {
	local db
	if ! db=$("$tools/wavcmp" -l "$2" "$scratch/${3:-render.wav}" "$1" 2>"$scratch/wavcmp.log"); then
		why=$(head -n 1 "$scratch/wavcmp.log")
	elif ! awk -v db="$db" -v limit="$limit_db" 'BEGIN { exit !(db == "-inf" || db + 0 <= limit) }'; then
		why="differs by $db dB, more than $limit_db dB"
	else
		why=
		measured="$db dB"
	fi
}

# Controls as "symbol value" lines, from the presets' files
print_controls() {
	sed -n 's/^		lv2:symbol "\(.*\)" ;$/\1/p; s/^		pset:value \(.*\) ;$/\1/p' \
		"presets/amps/$amp.ttl" "presets/phones/$phones.ttl" | paste -d ' ' - -
}

# Two voices at once, so that channels cannot be confused; with head room for the presets
sox -M "$recordings/Front_Left.wav" "$recordings/Rear_Right.wav" -b 32 -e floating-point "$scratch/in.wav" 2>"$scratch/sox.log"
why=
[ -s "$scratch/in.wav" ] || why="sox made no input"
verdict recording_is_there "$scratch/sox.log"

"$ZOUT" render --amp $amp --phones $phones "$scratch/in.wav" "$scratch/render.wav" >"$scratch/render.log" 2>&1 </dev/null
# Live, noise and hum began long before the recording: there they are off
"$ZOUT" render --amp $amp --phones $phones --set noise=0 --set hum=0 "$scratch/in.wav" "$scratch/quiet.wav" \
	>>"$scratch/render.log" 2>&1 </dev/null
why=
[ -s "$scratch/render.wav" ] || why="no output"
verdict zout_renders "$scratch/render.log"

print_controls >"$scratch/controls"
print_controls | sed -E 's/^(noise|hum) .*/\1 0/' >"$scratch/quiet-controls"
latency=$("$tools/latency" "$B/zout.lv2/zout.so" $rate_hz)

# A comparison that cannot fail proves nothing: one frame beside the right place must be told from it, and so must the input
must_equal "$scratch/in.wav" 0
if [ -z "$why" ]; then why="the recording itself passes for processed, by $measured"; else why=; fi
verdict comparison_tells_input_from_output
must_equal "$scratch/render.wav" 1
if [ -z "$why" ]; then why="a shift by one frame passes"; else why=; fi
verdict comparison_tells_one_frame

arguments=()
while read -r symbol value; do arguments+=(-c "$symbol" "$value"); done <"$scratch/controls"
lv2apply -i "$scratch/in.wav" -o "$scratch/lv2apply.wav" "${arguments[@]}" $uri >"$scratch/lv2apply.log" 2>&1 </dev/null
must_equal "$scratch/lv2apply.wav" "$latency"
verdict lv2apply_equals_render "$scratch/lv2apply.log"

ffmpeg -hide_banner -nostdin -y -i "$scratch/in.wav" \
	-af "lv2=p='${uri//:/\\:}':c='$(tr ' \n' '=|' <"$scratch/controls" | sed 's/|$//')'" \
	-c:a pcm_f32le "$scratch/ffmpeg.wav" >"$scratch/ffmpeg.log" 2>&1
must_equal "$scratch/ffmpeg.wav" "$latency"
verdict ffmpeg_equals_render "$scratch/ffmpeg.log"

B=$B ZOUT=$ZOUT timeout 120 tests/jack/private_jack.sh -r $rate_hz "$(realpath "$0")" --through-jalv "$scratch" \
	>"$scratch/jack.log" 2>&1
status=$?
why=
[ $status -eq 0 ] || why="exit status $status: $(tail -n 1 "$scratch/jack.log" | tr -d '\n')"
verdict jalv_runs_under_jack "$scratch/jalv.log"
missing=$(cd "$scratch" && not_arrived | tr '\n' ' ')
why=${missing:+"not set: $missing"}
verdict jalv_takes_both_presets "$scratch/jalv.log"
must_equal "$scratch/jalv.wav" "$latency" quiet.wav
verdict jalv_with_presets_equals_render "$scratch/loop.log"

[ "$failures" -eq 0 ]
