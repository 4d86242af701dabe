#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# `zout abx --report`: which sessions are pooled and which are kept apart, and that the page is well-formed.

# shellcheck source=tests/cli_checks.sh
. tests/cli_checks.sh
mkrecord=$B/tests/abx/mkrecord

"$mkrecord" right=13 listener=Ann master=1 >1.json
"$mkrecord" right=10 listener=Ben master=2 day=1 >2.json
"$mkrecord" right=21 trials=30 listener='<Zoë & "co">' master=3 day=2 earlier=4 >3.json
"$mkrecord" answered=9 right=9 end=abort master=4 day=3 >4.json
"$mkrecord" answered=3 end=kill master=5 day=4 >5.json

report() {
	works abx --report "$@"
	"$ZOUT" abx --report "$@" >page.html
}

# P(44 or more of 62) = 0.000639: by Pascal's triangle
p=$(awk 'BEGIN {
	row[0] = 1
	for (n = 1; n <= 62; n++) for (k = n; k > 0; k--) row[k] += row[k - 1]
	for (k = 44; k <= 62; k++) sum += row[k]
	printf "%.6f", sum / 2 ^ 62
}')
report 1.json 2.json 3.json
is "parts" 1 "$(grep -c '<h2>' page.html)"
is "pooled score" 1 "$(grep -c "<strong>shown at 5 %</strong>: 44 of 62 right, p = $p, .*, 3 sessions" page.html)"
is "the same p in the chart" 1 "$(grep -c ">44 of 62, p = $p<" page.html)"
is "rows of the chart" 4 "$(grep -cE '<text (class="strong" )?x="8"' page.html)"
verdict "sessions of one question are pooled"

is "names as they are" 0 "$(grep -c '<Zoë' page.html)"
is "names with markup replaced" yes "$(grep -q '&lt;Zoë &amp; &quot;co&quot;&gt;' page.html && echo yes)"
is "missing sessions" 1 "$(grep -c 'tell of 5 sessions in all; not on this page: 4\.' page.html)"
verdict "names cannot write HTML, and missing sessions are told"

# 200 bytes are the longest that there may be
long=$(printf 'é%.0s' {1..99})
"$mkrecord" right=13 listener="$long""a" master=31 >long1.json
"$mkrecord" right=13 listener="$long""b" master=32 earlier=1 >long2.json
report long1.json long2.json
is "rows of the table with the whole name" 2 "$(grep -c "<td>$long[ab]</td>" page.html)"
is "sessions of the second one that are missing" 1 "$(grep -c 'tell of 2 sessions in all; not on this page: 1\.' page.html)"
is "page in UTF-8" yes "$(iconv -f UTF-8 -t UTF-8 page.html >iconv.out 2>&1 && echo yes)"
verdict "long names are told whole"

report 1.json 4.json 5.json
is "left out" 1 "$(grep -c '2 of 3 sessions not counted' page.html)"
is "pooled score" 1 "$(grep -c '<strong>shown at 5 %</strong>: 13 of 16 right' page.html)"
# 2626 / 2^25 = 0.000078
is "with aborted" 1 "$(grep -c 'With all answers that can be judged: 22 of 25, p &lt; 0.0001\.' page.html)"
verdict "aborted and unfinished sessions are told and not counted"

"$mkrecord" right=13 master=6 h2=-40 >other.json
"$mkrecord" right=13 master=7 track=other.flac >track.json
"$mkrecord" right=13 master=8 protocol=preference >preference.json
"$mkrecord" right=40 trials=40 master=9 stop=sprt >sprt.json
report 1.json 2.json other.json track.json preference.json sprt.json
is "parts" 5 "$(grep -c '<h2>' page.html)"
is "sessions that were pooled" 1 "$(grep -c '23 of 32 right' page.html)"
verdict "what differs in amplifier, track, protocol or stop rule is kept apart"

# A record of other amplifiers than the model's has their names, and no controls
"$mkrecord" hashes=no right=13 master=40 >names1.json
"$mkrecord" hashes=no right=10 master=41 day=1 >names2.json
"$mkrecord" hashes=no right=13 master=42 a=other >names3.json
"$mkrecord" hashes=no right=13 master=43 b=other >names4.json
"$mkrecord" hashes=no right=13 master=44 track=other.flac >names5.json
report names?.json
is "parts" 4 "$(grep -c '<h2>' page.html)"
is "sessions that were pooled" 1 "$(grep -c '23 of 32 right' page.html)"
verdict "amplifiers and tracks of which only names are known are told apart by them"

# 7 right answers in a row: p = 1/128 each; Fisher: chi-square of 4 ln 128 with four degrees, (1 + x) e^-x, x = 2 ln 128
"$mkrecord" right=40 trials=40 master=10 stop=sprt day=1 >sprt2.json
report sprt.json sprt2.json
is "combined p" 1 "$(grep -c "combined p = $(awk 'BEGIN { x = 2 * log(128); printf "%.6f", (1 + x) * exp(-x) }')" page.html)"
verdict "sequential sessions are combined by their p"

# Well-formed, and nothing from elsewhere: as XML, with the two tags that HTML does not close
report ./*.json
sed -e 's/<!DOCTYPE html>//' -e 's/<meta[^>]*>//' -e 's/&ldquo;\|&rdquo;//g' page.html >page.xml
if command -v xmllint >/dev/null 2>&1; then
	xmllint --noout page.xml 2>xml.log || why=$(head -n 1 xml.log)
else
	is "opened and closed" "$(grep -o '<[a-z][^>/]*>' page.xml | wc -l)" "$(grep -o '</[a-z0-9]*>' page.xml | wc -l)"
fi
is "links" 0 "$(grep -ciE 'https?:|src=|href=|<script' page.html)"
verdict "page is well-formed and complete in itself"

"$ZOUT" abx --report 3.json 1.json 2.json >again.html
"$ZOUT" abx --report 1.json 2.json 3.json >page.html
cmp -s page.html again.html || why="pages differ"
verdict "order of the files does not matter"

refuses "no record" 2 "expected the FILE of a record (see: zout abx --help)" abx --report
refuses "missing record" 2 "cannot read 'none.json': No such file or directory" abx --report 1.json none.json
cp 1.json copy.json
refuses "the same session twice" 2 "'1.json' and 'copy.json' are records of the same session, expected each session once" \
	abx --report 1.json 2.json copy.json
sed 's/"digest": "./"digest": "x/' 1.json >bad.json
refuses "changed record" 1 "'bad.json' does not hold: digest has been changed" abx --report 2.json bad.json

[ $failures -eq 0 ]
