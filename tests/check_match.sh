#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# `zout match`: that presets give what was published of the products, that every command which it prints runs as it
# stands there, and what it refuses. The formulas are tested in test_match and test_match_colour.

# shellcheck source=tests/cli_checks.sh
. tests/cli_checks.sh

# near WHAT EXPECTED TOLERANCE FOUND
near() {
	if [ -z "$why" ] && ! awk -v e="$2" -v t="$3" -v f="$4" 'BEGIN { d = f - e; exit !(f != "" && d <= t && d >= -t) }'; then
		why="$1 is '$4', expected $2 +- $3"
	fi
}

# figure FILTER ARG...: a number out of the JSON of one match
figure() {
	local filter=$1
	shift
	"$ZOUT" match --json "$@" | jq -r "$filter"
}

# The review of the HPA-1 on 2 V: little power with the Expanse, enough volume with the HD650. Fits of the impedances
# deviate by up to 3 ohm of 23, which are 0.06 dB behind 1.35 ohm; levels are published to 0.5 dB.
near "reach with the Expanse" 111.5 0.3 "$(figure .reach.spl_db --amp hpa-1 --phones expanse)"
near "reach with the HD650" 119 0.3 "$(figure .reach.spl_db --amp hpa-1 --phones hd650)"
near "reach with the HE-6" 106 0.3 "$(figure .reach.spl_db --amp hpa-1 --phones he-6)"
is limit voltage "$(figure .reach.limited_by --amp hpa-1 --phones hd650)"
near "power into 300 ohm" 92 2 "$(figure .reach.power_mw --amp hpa-1 --phones hd650 --set resistance=300 --set r1=0 \
	--set inductance=0)" # measured; the model has 90.4
verdict "the HPA-1 on 2 V reaches what its review found"

# Volts and milliamperes for 110 dB SPL, computed from the published millivolts and ohms. Sensitivities are rounded
# to 0.1 dB (1.2 %), impedances are fitted (8 % for the Expanse, else 4 %).
while read -r phones volts milliamperes percent; do
	near "volts for $phones" "$volts" "$(awk "BEGIN { print 0.012 * $volts }")" \
		"$(figure .needed.voltage_vrms --amp wire --phones "$phones")"
	near "milliamperes for $phones" "$milliamperes" "$(awk "BEGIN { print $percent / 100 * $milliamperes }")" \
		"$(figure .needed.current_ma --amp wire --phones "$phones")"
done <<-END
	hd650 1.82 5.7 4
	k701 1.86 31 4
	dt880-600 5.98 9.7 4
	expanse 4.20 182 10
	lcd-x 0.96 48 4
	sundara 2.0 50 4
	he-6 7.9 158 4
	he-6se 8.6 135 4
	susvara 8.1 125 4
END
verdict "headphones need what their measurements say"

# 97 dB/V of the maker, widely read as 97 dB/mW, and 103 dB/mW that a measurement does not bear out
said=$("$ZOUT" match --amp wire --phones hd600 --sensitivity 97dB/V)
is "doubt about the HD600" 1 "$(grep -c 'yours is -6.7 dB .* read as dB/mW .*: is it that?$' <<<"$said")"
near "dB/V of the LCD-X by its maker" 120 0.05 \
	"$(figure .sensitivity.db_spl_per_v --amp wire --phones lcd-x --sensitivity '103 dB/mW')"
is "doubt about a good figure" 0 "$("$ZOUT" match --amp wire --phones hd650 --sensitivity 104.8dB/V | grep -c 'is it that')"
verdict "sensitivities are cross-checked"

changed='Pass Labs HPA-1 with output_impedance 120 ohm'
is "heading" "$changed, Sennheiser HD650, source 2 V, target 110 dB SPL" \
	"$("$ZOUT" match --amp hpa-1 --phones hd650 --set output_impedance=120 | head -n 1)"
is "label" "$changed" "$("$ZOUT" match --amp hpa-1 --phones hd650 --set output_impedance=120 --json | jq -r .amp.label)"
is "heading of headphones" "Headphones for $changed" "$("$ZOUT" match --amp hpa-1 --set output_impedance=120 | sed 's/, source.*//; q')"
is "heading of amplifiers" "Amplifiers with output_impedance 120 ohm for Sennheiser HD650" \
	"$("$ZOUT" match --phones hd650 --set output_impedance=120 | sed 's/, source.*//; q')"
is "heading with a control of the headphone" "Pass Labs HPA-1, Sennheiser HD650" \
	"$("$ZOUT" match --amp hpa-1 --phones hd650 --set resistance=50 | sed 's/, source.*//; q')"
verdict "an amplifier with other controls than its preset's is called what it is"

near "suggested gain" 0 0 "$(figure .suggested_volume.gain_db --amp magni-3 --phones lcd-x)"
near "gain of the preset" 15 0 "$(figure .volume.gain_db --amp magni-3 --phones lcd-x)"
near "gain without a switch" 12 0 "$(figure .suggested_volume.gain_db --amp magni-3 --phones lcd-x --set gain=12)"
is "presets with positions" 8 "$(grep -l gainPositions "$B"/zout.lv2/presets/amps/*.ttl | wc -l)"
for preset in "$B"/zout.lv2/presets/amps/*.ttl; do
	positions=$(sed -n 's/.*gainPositions "\(.*\)".*/\1/p' "$preset")
	gain=$(grep -A 1 '"gain"' "$preset" | awk '/pset:value/ { print $2 + 0 }')
	[ -z "$positions" ] || [[ " $positions " == *" $gain "* ]] || why=${why:-"gain $gain of $preset is not in $positions"}
	[ "$positions" = "$(tr ' ' '\n' <<<"$positions" | sort -g | xargs)" ] || why=${why:-"$preset: $positions do not rise"}
done
verdict "gain positions"

# Rules of the guide that the presets contradict: no planar has a high impedance, and 120 ohm change nothing behind
# some of them; low-impedance peaky loads do change within the rule
is planars "aeon-closed expanse he-6 he-6se he400se lcd-2 lcd-x lcd-xc sundara susvara" "$("$ZOUT" match --json --amp wire |
	jq -r '.matches[] | select(.rules[] | .rule == "planars-need-voltage" and .verdict == "contradicted") | .phones.name' |
	sort | xargs)"
is "1/8 rule, 75 ohm into the HE-6" contradicted "$(figure '.rules[0].verdict' --amp laptop-75-ohm --phones he-6)"
near "change there" 0 0.001 "$(figure .differences.response_db.value --amp laptop-75-ohm --phones he-6)"
is "1/8 rule, 8 ohm into the Utopia" contradicted \
	"$(figure '.rules[0].verdict' --amp wire --phones utopia-2016 --set output_impedance=8)"
is "1/8 rule, assumed impedance" undecided "$(figure '.rules[0].verdict' --amp hpa-1 --phones se846)"
verdict "rules of thumb are judged by the data"

is "amplifiers" "$(find "$B/zout.lv2/presets/amps" -name '*.ttl' | wc -l)" \
	"$("$ZOUT" match --phones hd650 --json | jq '.matches | length')"
is "headphones" "$(find "$B/zout.lv2/presets/phones" -name '*.ttl' | wc -l)" \
	"$("$ZOUT" match --amp hpa-1 --json | jq '.matches | length')"
is "order" true "$("$ZOUT" match --phones he-6 --json |
	jq '[.matches[] | [.load_fits, .headroom_db >= 0]] | . == (sort | reverse)')"
is "columns of the rows" 1 "$("$ZOUT" match --phones hd650 | sed -n '5,$p' | sed '/^$/q' | sed '/^$/d' |
	awk '{ print match($0, / (voltage|clipping|current) /) }' | sort -u | wc -l)"
verdict "tables hold every preset, first what reaches the target"

# An amplifier that chooses its mode by the load has none of its other modes to offer
unfit() {
	"$ZOUT" match --json "$@" | jq -r '[.matches[] | select(.load_fits | not) | .amp.name] | unique | join(" ")'
}
is "modes that 25 ohm do not have" macbook-air-2024-high "$(unfit --phones he400se)"
is "modes that 300 ohm do not have" macbook-air-2024 "$(unfit --phones hd650)"
is "last of all" macbook-air-2024-high "$("$ZOUT" match --json --phones he400se | jq -r '.matches[-1].amp.name')"
is "mark" "(for 150 to 1000 ohm only)" "$("$ZOUT" match --phones he400se | grep -o '(for .*)')"
is "what is listened to" true "$("$ZOUT" match --json --amp macbook-air-2024-high --set noise=100 |
	jq '(.next.render | capture("--phones (?<it>[^ ]*)").it) as $it | .matches[] | select(.phones.name == $it) | .load_fits')"
is "line of a mode that there is not" \
	"for 150 to 1000 ohm only: with this headphone, of 25 ohm, the amplifier is not in this mode" \
	"$("$ZOUT" match --amp macbook-air-2024-high --phones he400se | sed -n 's/^  load  *//p')"
is "line of a mode that there is" "" "$("$ZOUT" match --amp macbook-air-2024 --phones he400se | sed -n 's/^  load  *//p')"
verdict "modes that the load excludes are told apart"

# A volume of -0.02 dB and hiss of -0.2 dB SPL(A) for the one, a response of -0.004 dB for the other
said=$("$ZOUT" match --amp wire --set noise=5.6234 --set output_impedance=0.01 --target 110.8)
is "volume and hiss of nothing" "0.0 0" "$(awk '$1 == "hd650" { print $7, $10 }' <<<"$said")"
is "response of nothing" "+0.00" "$(awk '$1 == "ps-200" { print $9 }' <<<"$said")"
is "lines with a negative zero" 0 "$("$ZOUT" match --amp wire --phones hd650 --set noise=5.6234 --target 110.8 |
	grep -cE -- ' -0(\.0+)? ')"
verdict "nothing is never below zero"

# Numbers as people write them; what cannot be is not said to be
says() {
	"$ZOUT" match "${@:2}" | grep -cF -- "$1"
}
is "limit of 1550 V" 1 "$(says ', current 1550 V, unloaded' --amp wire --phones hd650)"
is "numbers with exponents" 0 "$("$ZOUT" match --amp wire --phones hd650 --set resistance=1000 --target 140 | grep -c '[0-9]e[+-]')"
is "currents with exponents" 0 "$("$ZOUT" match --amp wire --target 140 | grep -c '[0-9]e[+-]')"
is "uncertainty that all have" 1 "$(says 'Levels are good to 3 dB. First' --phones hd650)"
is "uncertainties" 1 "$(says 'Levels are good to 3 dB at best and 10 dB at worst. First' --amp wire)"
is "audible response" 1 "$(says ' 0.3 dB or more, which may be heard' --amp otl-120-ohm --phones hd650)"
is "inaudible response" 1 "$(says ' below 0.3 dB, which may be heard' --amp wire --phones hd650)"
is "rule with a response" 1 "$(says '    0.3 dB or more: the numbers agree' --amp otl-120-ohm --phones hd650)"
is "what is not below" 0 "$(says 'not below' --amp otl-120-ohm --phones andromeda)"
is "control that cannot reach the target" "at -6 dB gain -1.7 dB is the largest volume: current sets in 1.2 dB below the target" \
	"$("$ZOUT" match --amp dongle --phones aeon-closed | sed -n 's/^  control  *//p')"
is "volume of the commands there" "3 volume=-1.7" \
	"$("$ZOUT" match --amp dongle --phones aeon-closed | grep -o 'volume=[-0-9.]*' | uniq -c | xargs)"
is "volume and balance in the table" "- -" \
	"$("$ZOUT" match --amp dongle | awk '$1 == "aeon-closed" { print $7, $8 }')"
verdict "numbers and limits are worded as they are"

# What is printed must run as it stands there
PATH=$B:$PATH
cp stereo.wav music.wav
commands=0
for arguments in '--amp hpa-1 --phones hd650' '--amp otl-120-ohm --phones k701 --source 4 --target 100 --set mains=50' \
	'--phones lcd-x' '--amp uca202' '--amp dongle --phones he-6'; do
	# shellcheck disable=SC2086 # several words
	while IFS= read -r command; do
		commands=$((commands + 1))
		eval "$command" >run.out 2>&1 || why=${why:-"$command: $(cat run.out)"}
		is "length of ${command##* }" "$(soxi -V1 -s music.wav)" "$(soxi -V1 -s "${command##* }")"
		[[ "$command" == *-reference-* ]] || ! cmp -s music.wav "${command##* }" || why=${why:-"$command changes nothing"}
	done < <("$ZOUT" match $arguments | sed -n 's/^ *\(zout render \)/\1/p')
	for key in render reference; do
		# shellcheck disable=SC2086
		is "$key in the JSON of $arguments" 1 \
			"$("$ZOUT" match $arguments | grep -cF -- "$("$ZOUT" match $arguments --json | jq -r .next.$key)")"
	done
done
is "render commands" 10 $commands
verdict "render commands run as printed"

# A pair that is to be compared by ear is as loud: what is louder sounds better. With the volume where it has to be,
# without one where the target is out of reach, and with gain and load in what is heard. Clipping apart nothing that an
# amplifier adds at -9 dBFS is worth 0.02 dB; 0.01 dB of it are the hundredths of gain.
sox -R -r 48000 -n -b 24 -c 2 music.wav synth 1 sine 1000 gain -9
while IFS= read -r arguments; do
	# shellcheck disable=SC2086
	mapfile -t pair < <("$ZOUT" match $arguments | sed -n 's/^ *\(zout render \)/\1/p')
	is "renders of $arguments" 2 "${#pair[@]}"
	is "different files of $arguments" 2 "$(printf '%s\n' "${pair[@]##* }" | sort -u | wc -l)"
	levels=
	for command in "${pair[@]}"; do
		eval "$command --format float" >run.out 2>&1 || why=${why:-"$command: $(cat run.out)"}
		levels+="$(sox "${command##* }" -n trim 0.2 0.5 stat 2>&1 |
			awk '/RMS.*amplitude/ { print 20 * log($NF * sqrt(2)) / log(10) }') "
	done
	near "reference of $arguments over the other, dB" 0 0.02 "$(awk '{ print $2 - $1 }' <<<"$levels")"
done <<-END
	--phones hd650 --source 1 --target 105
	--amp otl-120-ohm --phones hd650 --source 1 --target 105
	--amp otl-120-ohm --phones hd650 --source 1 --target 90 --set output_mode=Volts --set output_level=1
	--amp wire --phones hd650 --set output_impedance=120
	--amp uca202
END
verdict "what is to be compared by ear is as loud"
# volume ARG...: for the target
volume() {
	"$ZOUT" match --json "$@" | jq '([.volume.volume_db, 0] | min) * 100 | round / 100'
}
is "blind test" "zout abx --a \"amp=otl-120-ohm,tracking=0\" --b \"amp=wire\" --phones k701 --set volume=$(
	volume --amp otl-120-ohm --phones k701) --track music.wav --connect" \
	"$("$ZOUT" match --amp otl-120-ohm --phones k701 | sed -n 's/^ *\(zout abx \)/\1/p')"
is "blind test of what was typed" \
	"zout abx --a \"amp=hpa-1,output_impedance=10,euphonic=1,tracking=0\" --b \"amp=wire\" --phones k701 --set volume=$(
		volume --amp hpa-1 --phones k701 --set output_impedance=10 --set r1=20) --set r1=20 --track music.wav --connect" \
	"$("$ZOUT" match --amp hpa-1 --phones k701 --set output_impedance=10 --set r1=20 --set euphonic=on |
		sed -n 's/^ *\(zout abx \)/\1/p')"
is "blind test with that source and headphone" \
	"zout abx --a \"amp=hpa-1,tracking=0\" --b \"amp=wire\" --phones k701 --set source_level=0.5 --set volume=$(
		volume --amp hpa-1 --phones k701 --source 0.5 --sensitivity 80dB/V) --set sensitivity=80 --track music.wav --connect" \
	"$("$ZOUT" match --amp hpa-1 --phones k701 --source 0.5 --sensitivity 80dB/V | sed -n 's/^ *\(zout abx \)/\1/p')"
is "nothing to hear" 1 "$("$ZOUT" match --amp wire --phones he-6 | grep -c 'there is nothing to hear')"
verdict "blind-test commands name both amplifiers"

is "blind test of the balance" \
	"zout abx --a \"amp=hp-1\" --b \"amp=wire\" --phones k701 --set volume=$(volume --amp hp-1 --phones k701) --match off --track music.wav --connect" \
	"$("$ZOUT" match --amp hp-1 --phones k701 | sed -n 's/^ *\(zout abx \)/\1/p')"
settings=$(printf -- '--set %s ' output_impedance=120 output_capacitor=470 max_voltage=12.5 clip_resistance=1.25 h2=-61.5 \
	h3=-72.5 current_h2=-80.5 distortion_corner=12.5 noise=12.5 hum=3.5 crosstalk=-70.5 euphonic_h2=-60.5 tracking=1.5)
settings+=$(printf -- '--set %s ' f1=99.5 r1=170.5 q1=1.25 f2=1000.5 r2=10.5 q2=1.5 f3=5000.5 r3=10.5 q3=1.5)
# shellcheck disable=SC2086
command=$("$ZOUT" match --amp hpa-1 --phones k701 $settings | sed -n 's/^ *\(zout abx \)/\1/p')
for setting in ${settings//--set /}; do
	case $command in *[,\ ]"$setting"[,\"\ ]*) ;; *) why=${why:-"$setting is not in $command"} ;; esac
done
verdict "blind-test commands have all that was typed"

# Noise at the level of loud music. Whoever quits is told so, and the levels of no pair are refused before
sox -R -r 48000 -n -b 24 -c 2 music.wav synth 2 pinknoise gain -n -3
export XDG_STATE_HOME=$scratch
for arguments in '--amp distribution --phones k701' '--amp hp-1 --phones k701' '--phones se310' '--amp uca202'; do
	# shellcheck disable=SC2086
	command=$("$ZOUT" match $arguments | sed -n 's/^ *\(zout abx \)/\1/p')
	eval "${command/ --connect/} --backend file --plain" <<<quit >run.out 2>&1
	is "end of $command" 'zout: ended by the listener' "$(tail -n 1 run.out)"
done
verdict "blind-test commands run as printed"

# The advice computes; the model plays. What `zout measure` finds of the model must be what the advice says: noise of 4 s
# to 0.1 dB, the response to the digital filter's 0.01 dB, and 1 % of distortion, which the current shapes as well as the
# clip level, to 0.3 dB.
while read -r amp phones; do
	"$ZOUT" measure --amp "$amp" --phones "$phones" --rate 48000 --json >measured.json
	measured() {
		jq -r ".measured[0].figures | map(select(.definition == \"$1\" and .channel == \"left\" and
			.conditions.weighting == \"$2\")) | .[0].value" measured.json
	}
	db_apart() {
		awk -v a="$1" -v b="$2" 'BEGIN { print 20 * log(a / b) / log(10) }'
	}
	near "full output of $amp into $phones, dB from that of the model" 0 0.3 \
		"$(db_apart "$(figure .reach.voltage_vrms --amp "$amp" --phones "$phones")" "$(measured FULL-1 none)")"
	near "noise of $amp, dB from that of the model" 0 0.1 \
		"$(db_apart "$(figure .differences.hiss_db_spl_a.noise_uv_a --amp "$amp" --phones "$phones")" "$(measured NOISE-1 A)")"
	near "rise of the response of $amp into $phones" 0 0.012 "$(awk -v a="$(figure .differences.response_db.value --amp "$amp" \
		--phones "$phones")" -v b="$(jq '.measured[0].curves | map(select(.definition == "FR-1")) | .[0].y | max' measured.json)" \
		'BEGIN { print a - b }')"
done <<-END
	hpa-1 hd650
	magni-2-uber expanse
END
# With more hum than noise; full output is part of it, hence its tolerance
"$ZOUT" measure --amp otl-120-ohm --phones utopia-2016 --rate 48000 --json >measured.json
near "signal-to-noise ratio with hum" "$(measured SNRF-1 A)" 0.3 "$(figure .snr_db_a --amp otl-120-ohm --phones utopia-2016)"
verdict "advice and model agree"

# Text and JSON say the same
said=$("$ZOUT" match --amp otl-120-ohm --phones dt990-pro-250)
for pair in 'reach 12 .reach.spl_db %.1f' 'headroom 2 .headroom_db %+.1f' 'response 2 .differences.response_db.value %+.2f' \
	'hiss 2 .differences.hiss_db_spl_a.value %.1f'; do
	read -r label _ filter format <<<"$pair"
	# shellcheck disable=SC2059 # the format is the table's
	is "$label" "$(printf "$format" "$(figure "$filter" --amp otl-120-ohm --phones dt990-pro-250)")" \
		"$(awk -v label="$label" '$1 == label { print $2; exit }' <<<"$said")"
done
verdict "text and JSON agree"

refuses "neither" 2 "expected --amp, --phones or both (see: zout match --help)" match
refuses "a file" 2 "unexpected argument 'stereo.wav' (see: zout match --help)" match --amp wire stereo.wav
refuses "unknown amplifier for match" 2 "unknown amplifier 'hpa1'; did you mean 'hpa-1'? (see: zout list amps)" \
	match --amp hpa1
refuses "volume, which match finds" 2 "volume is what match finds, expected --target in its place" \
	match --amp wire --phones hd650 --set volume=-20
refuses "source of 0 V" 2 "bad value '0' for --source, expected 0.1 to 20 Vrms" match --amp wire --source 0
refuses "source in words" 2 "bad value 'loud' for --source, expected 0.1 to 20 Vrms" match --amp wire --source loud
for level in '' loud 200 nan 1e3 0x60 110dB; do
	refuses "target '$level'" 2 "bad target '$level', expected a level of 40 to 140 dB SPL" \
		match --amp wire --phones k701 --target "$level"
done
for sensitivity in '' 97 dB/V 97dB 97dB/W nan/V 0x60dB/V; do
	refuses "sensitivity '$sensitivity'" 2 "bad sensitivity '$sensitivity', expected one as 97dB/V or 103dB/mW" \
		match --amp wire --phones k701 --sensitivity "$sensitivity"
done
refuses "sensitivity of all headphones" 2 "--sensitivity is that of one headphone, expected --phones too" \
	match --amp wire --sensitivity 97dB/V
refuses "sensitivity out of range" 2 "value out of range '200dB/V' for --sensitivity, expected 70 to 150 dB/V" \
	match --amp wire --phones k701 --sensitivity 200dB/V
refuses "sensitivity at 1 mW out of range" 2 "value out of range '10dB/mW' for --sensitivity, expected 60 to 140 dB/mW" \
	match --amp wire --phones k701 --set resistance=100 --set r1=0 --set inductance=0 --sensitivity 10dB/mW
refuses "load of 0 ohm" 2 "value out of range '0' for resistance, expected 4 to 1000 ohm" \
	match --amp wire --phones k701 --set resistance=0

[ $failures -eq 0 ]
