#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Real hosts load the amplifier and process a recording; what comes out must be what `zout render` makes. Hosts do not
# compensate the latency and the renderer does, so their files are shifted by what the plugin reports.
#
# run.sh: serial, because of the JACK server (which is our own: see tests/jack/private_jack.sh).

# shellcheck source=tests/host_checks.sh
. tests/host_checks.sh
# shellcheck source=tests/hosts/offline.sh
. tests/hosts/offline.sh

readonly amp=hpa-1 phones=hd650
readonly uri=urn:zout:amp amp_uri=urn:zout:preset:amps:$amp phones_uri=urn:zout:preset:phones:$phones

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
	jalv -x -n dut "$uri" <commands >jalv.log 2>&1 &
	jalv=$!
	exec 9>commands
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
	exec 9>&- # jalv ends when its standard input does
	wait "$jalv"
	return $status
}

# Inside the private JACK server: jalv takes what a host saved, from saved/state.ttl
restore_in_jalv() {
	local jalv tries=0
	jalv -x -n again -l saved <commands >restored.log 2>&1 &
	jalv=$!
	exec 9>commands
	until grep -q 'output_impedance = 33\.0' restored.log && grep -q 'volume = -7\.0' restored.log; do
		tries=$((tries + 1))
		if [ $tries -ge 100 ] || ! kill -0 "$jalv" 2>/dev/null; then
			break
		fi
		echo controls >&9
		sleep 0.1
	done
	exec 9>&-
	wait "$jalv"
}

if [ "${1:-}" = --through-jalv ]; then
	cd "$2" || exit
	through_jalv
	status=$?
	restore_in_jalv
	exit $status
fi

record_input
render render --amp $amp --phones $phones
verdict zout_renders "$scratch/render.log"
# Live, noise and hum began long before the recording: there they are off
render quiet --amp $amp --phones $phones --set noise=0 --set hum=0
verdict zout_renders_without_noise "$scratch/render.log"

controls presets/amps/$amp.ttl presets/phones/$phones.ttl >"$scratch/controls"
sed -E 's/^(noise|hum) .*/\1 0/' "$scratch/controls" >"$scratch/quiet-controls"
latency=$("$tools/latency" "$B/zout.lv2/zout.so" $rate_hz)

must_differ "$scratch/render.wav" "$scratch/in.wav"
verdict comparison_tells_input_from_output
must_differ "$scratch/render.wav" "$scratch/render.wav" 1
verdict comparison_tells_one_frame

offline_hosts $uri "$scratch/controls" "$scratch/render.wav" "$latency"

if has lv2file; then # It takes a preset by its label
	label=$(sed -n 's/^	rdfs:label "\(.*\)" ;$/\1/p' presets/phones/$phones.ttl)
	render phones --phones $phones
	lv2file -i "$scratch/in.wav" -o "$scratch/preset.wav" -P "$label" $uri >"$scratch/lv2file.log" 2>&1 </dev/null
	must_equal "$scratch/phones.wav" "$scratch/preset.wav" "$latency"
	verdict lv2file_takes_a_preset "$scratch/lv2file.log"
fi

mkdir "$scratch/saved"
cat >"$scratch/saved/state.ttl" <<'END'
@prefix lv2: <http://lv2plug.in/ns/lv2core#> .
@prefix pset: <http://lv2plug.in/ns/ext/presets#> .
<> a pset:Preset ; lv2:appliesTo <urn:zout:amp> ;
	lv2:port [ lv2:symbol "output_impedance" ; pset:value 33.0 ] , [ lv2:symbol "volume" ; pset:value -7.0 ] .
END
B=$B ZOUT=$ZOUT timeout 120 tests/jack/private_jack.sh -r $rate_hz "$(realpath "$0")" --through-jalv "$scratch" \
	>"$scratch/jack.log" 2>&1
status=$?
[ $status -eq 0 ] || why="exit status $status: $(tail -n 1 "$scratch/jack.log" | tr -d '\n')"
verdict jalv_runs_under_jack "$scratch/jalv.log"
missing=$(cd "$scratch" && not_arrived | tr '\n' ' ')
why=${missing:+"not set: $missing"}
verdict jalv_takes_both_presets "$scratch/jalv.log"
must_equal "$scratch/quiet.wav" "$scratch/jalv.wav" "$latency"
verdict jalv_with_presets_equals_render "$scratch/loop.log"
grep -q 'output_impedance = 33\.0' "$scratch/restored.log" && grep -q 'volume = -7\.0' "$scratch/restored.log" ||
	why="its values do not appear"
verdict jalv_restores_a_state "$scratch/restored.log"

[ "$failures" -eq 0 ]
