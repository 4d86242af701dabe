#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Records of blind tests: what `zout verify` says of them, and that a shell with sha256sum comes to the same results by
# the recipes of docs/record.md.

# shellcheck source=tests/cli_checks.sh
. tests/cli_checks.sh
mkrecord=$B/tests/abx/mkrecord
project=$OLDPWD

"$mkrecord" right=12 listener=Ann master=1 >good.json
"$mkrecord" right=11 listener='J"ö"rg' master=2 earlier=3 >low.json
"$mkrecord" answered=9 end=abort master=3 >aborted.json
"$mkrecord" answered=3 end=kill master=4 >killed.json
"$mkrecord" protocol=preference right=14 master=5 >preference.json
"$mkrecord" protocol=triangle right=9 master=6 >triangle.json
"$mkrecord" stop=sprt trials=40 right=40 master=7 >sprt.json

# fails NAME STATUS MESSAGE FILE...: exit status, and the first line on stderr
fails() {
	local name=$1 status=$2 message=$3
	shift 3
	"$ZOUT" verify "$@" >"$out" 2>"$err"
	is "exit status" "$status" $?
	is "first message" "zout: $message" "$(head -n 1 "$err")"
	is "standard output" "" "$(cat "$out")"
	verdict "$name"
}

# What verify says

works verify ./*.json
is "records that hold" 7 "$("$ZOUT" verify ./*.json | grep -c ': holds$')"
verdict "good records hold"
is verdict "shown at 5 %" "$("$ZOUT" verify good.json | sed -n 's/^  verdict  *//p')"
is numbers "12 of 16 right, p = 0.0384, 95 % interval 48 to 93 %" \
	"$("$ZOUT" verify good.json | sed -n "s/^  numbers  *\(.*\), d' .*/\1/p")"
is plan "16 trials, fixed: 12 of 16; finds an 80 % listener 4 times in 5 (a 70 % one: 45 %, a 90 % one: 98 %)" \
	"$("$ZOUT" verify good.json | sed -n 's/^  plan  *//p')"
verdict "a pass"
is verdict "not shown" "$("$ZOUT" verify low.json | sed -n 's/^  verdict  *//p')"
long=$(printf 'é%.0s' {1..100}) # 200 bytes, the longest that there may be
"$mkrecord" right=11 listener="$long" master=2 >long.json
is "long listener" "$long, after 0 earlier sessions, 0 of them not finished" \
	"$("$ZOUT" verify long.json | sed -n 's/^  listener  *//p')"
is listener 'J"ö"rg, after 3 earlier sessions, 0 of them not finished' "$("$ZOUT" verify low.json | sed -n 's/^  listener  *//p')"
verdict "no pass"
name=$'x: holds\n  verdict     shown at 5 %\e[8m.json'
cp low.json "$name"
is verdict "not shown" "$("$ZOUT" verify "$name" | sed -n 's/^  verdict  *//p')"
is "escape sequences" 0 "$("$ZOUT" verify "$name" | grep -c $'\e')"
verdict "the name of a file cannot pass for a verdict"
# U+009B begins an escape sequence, as one byte where there is no UTF-8; the same byte within a character is none
name=$'a\302\233b\233c\303\233.json'
cp low.json "$name"
is "name of a record" $'a?b?c\303\233.json' "$("$ZOUT" verify "$name" | head -n 1 | cut -d : -f 1)"
is "name of none" $'zout: cannot read \'a?b?c\303\233.jsn\': No such file or directory' "$("$ZOUT" verify "${name%on}n" 2>&1)"
verdict "no control character of the second set is printed"
is verdict "not shown (aborted)" "$("$ZOUT" verify aborted.json | sed -n 's/^  verdict  *//p')"
verdict "an aborted session shows nothing, whatever its score"
is verdict "none: 3 trials answered, nothing revealed" "$("$ZOUT" verify killed.json | sed -n 's/^  verdict  *//p')"
"$mkrecord" answered=1 end=kill master=4 >one.json
is verdict "none: 1 trial answered, nothing revealed" "$("$ZOUT" verify one.json | sed -n 's/^  verdict  *//p')"
rm one.json
is "members of an unfinished record" "commitment,digest,marks,plan,schema,settings,state,trials" \
	"$(jq -r 'keys | join(",")' killed.json)"
verdict "an unfinished session has no verdict"
is verdict "preference for A shown at 5 %" "$("$ZOUT" verify preference.json | sed -n 's/^  verdict  *//p')"
is verdict "shown at 5 %" "$("$ZOUT" verify triangle.json | sed -n 's/^  verdict  *//p')" # P(9 of 16) = 0.04996
is numbers "7 of 7 right, p = 0.00781" "$("$ZOUT" verify sprt.json | sed -n 's/^  numbers  *\(.*\), 95.*/\1/p')"
verdict "other protocols"
"$mkrecord" right=12 cap=-3.25 >capped.json
"$mkrecord" right=12 cap=0 >uncapped.json
is conduct "1 min 20 s, 0 answers taken back, 0 seeks, both chains lowered by up to 3.2 dB by the cap" \
	"$("$ZOUT" verify capped.json | sed -n 's/^  conduct  *//p')"
is conduct "1 min 20 s, 0 answers taken back, 0 seeks" "$("$ZOUT" verify uncapped.json | sed -n 's/^  conduct  *//p')"
is "conduct of a record that does not tell" "1 min 20 s, 0 answers taken back, 0 seeks" \
	"$("$ZOUT" verify good.json | sed -n 's/^  conduct  *//p')"
verdict "what the cap did is told"

# What it refuses

sed 's/"trials": 16/"trials": 15/' good.json >bad.json
fails "changed plan" 1 "'bad.json' does not hold: plan.trials has been changed" bad.json
sed 's/"score": 12/"score": 16/' good.json >bad.json
fails "changed score" 1 "'bad.json' does not hold: result.score has been changed" bad.json
sed 's/"lowest_cap_db": -3.25/"lowest_cap_db": 0/' capped.json >bad.json
fails "changed cap" 1 "'bad.json' does not hold: closing.lowest_cap_db has been changed" bad.json
sed '0,/"answer": "A"/s//"answer": "B"/' good.json >bad.json
fails "changed answer" 1 "'bad.json' does not hold: trials[$(grep '"answer": ' good.json | grep -n -m 1 '"A"}' |
	cut -d : -f 1 | awk '{ print $1 - 1 }')] has been changed" bad.json
sed 's/"digest": "./"digest": "x/' good.json >bad.json
fails "changed digest" 1 "'bad.json' does not hold: digest has been changed" bad.json
sed '/"rate_hz"/d' good.json >bad.json
fails "missing line" 1 "'bad.json' does not hold: settings.block_frames has been changed, added or taken away" bad.json
jq . good.json >bad.json
fails "reformatted" 1 "'bad.json' does not hold: digest is not where a record has it" bad.json
head -c 2000 good.json >bad.json
fails "cut off" 1 "'bad.json' does not hold: digest is not where a record has it" bad.json
mv bad.json bad.txt
refuses "no file" 2 "expected the FILE of a record (see: zout verify --help)" verify
refuses "missing file" 2 "cannot read 'none.json': No such file or directory" verify none.json
refuses "folder" 2 "cannot read 'folder': not a regular file" verify folder
refuses "text" 2 "'text.wav' is not the record of a blind test, expected one of 'urn:zout:abx-record:1'" verify text.wav
: >empty
refuses "empty file" 2 "'empty' is not the record of a blind test, expected one of 'urn:zout:abx-record:1'" verify empty
head -c 70000 /dev/zero >large
refuses "large file" 2 "'large' is not the record of a blind test: larger than 65536 bytes" verify large
"$ZOUT" verify good.json bad.txt none.json low.json >"$out" 2>"$err"
is "exit status" 2 $?
is "records that hold among others" 2 "$(grep -c ': holds$' "$out")"
verdict "one bad file does not keep others from being verified"

# The same by hand, as docs/record.md has it

member() {
	sed -n "s/^\t*\"$1\": \"\(.*\)\",*\$/\1/p" "$2"
}
for file in good low aborted preference triangle sprt; do
	is commitment "$(member commitment $file.json)" "$({
		printf 'zout-abx-1 commitment\n%s\n%s\n' "$(member seed $file.json)" "$(member order $file.json)"
		sed -n '/^\t"plan": {$/,/^\t},$/p; /^\t"settings": {$/,/^\t},$/p' $file.json
	} | sha256sum | cut -c 1-64)"
	is digest "$(member digest $file.json)" "$(sed '/^\t"digest"/,$d' $file.json | sha256sum | cut -c 1-64)"
	case $file in
	preference) words='AB BA' skip=256 ;;
	triangle) words='ABB BAB BBA BAA ABA AAB' skip=252 ;;
	*) words='A B' skip=256 ;;
	esac
	# shellcheck disable=SC2086 # a list of words
	is order "$(member order $file.json)" "$(
		set -- $words
		for block in 0 1 2; do
			printf 'zout-abx-1 draw\n%s\n%d\n' "$(member seed $file.json)" $block | sha256sum | cut -c 1-64 | fold -w 2
		done | while read -r byte; do
			n=$((0x$byte % $#))
			[ $((0x$byte)) -lt $skip ] && echo "${@:n + 1:1}"
		done | head -n "$(jq .plan.trials $file.json)" | paste -s -d ' '
	)"
	verdict "commitment, digest and order of $file by hand"
done
is "a.sha256" "$(jq -r '.settings["a.sha256"]' good.json)" \
	"$(sed -n 's/^\t\t"a\.\(.*\)": \(.*\),$/\1=\2/p' good.json | grep -vE '^(name|rms_dbfs|peak_dbfs|spl_db|turned_down_db|sha256)=' |
		sha256sum | cut -c 1-64)"
verdict "hash of the settings by hand"

# P of 12 or more of 16, by Pascal's triangle
is "p of 12 of 16" "$(jq .result.p_value good.json)" "$(awk 'BEGIN {
	row[0] = 1
	for (n = 1; n <= 16; n++) for (k = n; k > 0; k--) row[k] += row[k - 1]
	for (k = 12; k <= 16; k++) sum += row[k]
	printf "%.7g", sum / 65536
}')"
verdict "p by hand"

# The schema has what records have, and nothing else

for file in good killed triangle capped; do
	is "members of $file" "" "$(jq -r --slurpfile schema "$project/docs/abx-record.schema.json" '
		$schema[0] as $s | (keys - ($s.properties | keys))[], ($s.required - keys)[],
		(.plan | keys - $s.properties.plan.required)[], ($s.properties.settings.required - (.settings | keys))[],
		(.trials[] | keys - $s.properties.trials.items.required)[],
		(if .result then (.result | keys - $s.properties.result.required)[],
			($s.properties.result.required - (.result | keys))[], ($s.properties.closing.required - (.closing | keys))[],
			(.closing | keys - ($s.properties.closing.properties | keys))[]
		else empty end)' $file.json)"
done
verdict "schema and records have the same members"

[ $failures -eq 0 ]
