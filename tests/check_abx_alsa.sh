#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Blind tests on a sound card of files (tests/alsa/pcm_stage.c), which plays what comes in time and drops what does not:
# what is heard at the end, and behind an xrun. And on a card that hangs: a pipe that nobody reads.
#
# run.sh: serial, because audio time is real time here.

# shellcheck source=tests/abx_checks.sh
. tests/abx_checks.sh
# shellcheck source=tests/cli_checks.sh
. tests/cli_checks.sh

cat >asound.conf <<END
</usr/share/alsa/alsa.conf>
pcm_type.stage { lib "$B/tests/alsa/libasound_module_pcm_stage.so" }
pcm.card { type stage folder "$scratch" file "card.raw" format FLOAT_LE rate 48000 }
pcm.stuck { type file slave.pcm null file "$scratch/pipe" format raw }
END
export ALSA_CONFIG_PATH=$scratch/asound.conf XDG_STATE_HOME=$scratch/state
readonly peak=0.1
sox -V1 -r 48000 -n -b 32 -e float -c 2 low.wav synth 10 sine 20 vol $peak

# listen SECONDS: listens to A by name for so long and quits. The card leaves the left side in samples
listen() {
	rm -f card.raw
	{
		echo a
		sleep "$1"
		echo quit
	} | timeout 60 "$ZOUT" abx --a amp=wire --b amp=wire,h2=-40 --match off --track low.wav --plain --backend alsa \
		--playback card >events 2>err.log
	is "exit status" 1 $?
	is "message" "zout: ended by the listener" "$(cat err.log)"
	od -An -v -t f4 -w8 card.raw | awk '{ print $1 }' >samples
}

# A fade of a raised cosine over 20 ms rises by at most pi/2 of its height in them, and the tone moves meanwhile
limit=$(awk -v peak=$peak 'BEGIN { print peak * (3.14159266 / 2 / 960 + 2 * 3.14159266 * 20 / 48000) + 1e-6 }')
readonly limit

listen 1
awk -v limit="$limit" '
	NR > 1 && ($1 - last > limit || last - $1 > limit) { print "a step of " $1 - last " at frame " NR; exit }
	{ last = $1; most = $1 > most ? $1 : most }
	END { if (most < 0.05) print "nothing was heard"; if (last != 0) print "not silent at the end: " last }' samples >steps
is "what is wrong at the end" "" "$(cat steps)"
verdict "who quits hears a fade to its end"

(
	sleep 1.5
	touch xrun_playback
) &
listen 3
awk -v limit="$limit" '
	$1 == 0 { silent++ }
	$1 != 0 {
		if (heard && silent >= 1440) { gaps++; last = 0 }
		if (gaps && ($1 - last > limit || last - $1 > limit)) { print "a step of " $1 - last " at frame " NR; exit }
		silent = 0; heard = 1
	}
	{ last = $1 }
	END { if (!gaps) print "no gap" }' samples >steps
is "what is wrong behind the xrun" "" "$(cat steps)"
verdict "what follows an xrun fades in"

# stuck SIGNAL COMMAND...: leads a test on the card that hangs, by these commands and then a signal, if any. Sets $rc, and
# $seconds that it took
stuck() {
	local signal=$1 victim
	shift
	rm -rf pipe lines state
	mkfifo pipe lines
	exec 8<>pipe # open at both ends, and full after a moment
	timeout -k 1 60 "$ZOUT" abx --a amp=wire --b amp=wire,h2=-40 --match off --track low.wav --trials 5 --plain \
		--backend alsa --playback stuck <lines >events 2>err.log &
	victim=$!
	exec 9>lines
	comes 30 grep -q '^ready ' events
	printf '%s\n' "$@" >&9
	if [ -n "$signal" ]; then
		comes 30 grep -q '^trial 2 ' events
		kill -s "$signal" "$(pgrep -P $victim)" # who tells timeout has it killed a second later
	fi
	seconds=$SECONDS
	wait $victim
	rc=$?
	seconds=$((SECONDS - seconds))
	exec 8>&- 9>&-
	is "exit status" 1 $rc
	is "last message" "zout: the ALSA device 'stuck' hangs, and was not waited for any longer" "$(tail -n 1 err.log)"
	[ $seconds -le 20 ] || why=${why:-it took $seconds s}
}

five=$(trials 5 1,confirm)
readonly five
stuck '' start "$five"
is "messages" 1 "$(wc -l <err.log)"
is "last events" "finished verdict result" "$(grep -oE '^(finished|verdict|result)' events | xargs)"
record=$(sed -n 's/^record //p' events)
holds "$record" finished
is "answers in the record" 5 "$(grep -c '"answer"' "$record")"
verdict "the card hangs: the record is closed, with the last answer"

for signal in TERM INT; do
	stuck $signal start 1 confirm
	is "first message" "zout: interrupted" "$(head -n 1 err.log)"
	holds "$(sed -n 's/^aborted //p' events)" aborted
	verdict "the card hangs: SIG$signal ends the test"
done

# A pipe that nobody reads cannot even be opened
rm -rf pipe
mkfifo pipe
timeout -k 1 60 "$ZOUT" abx --a amp=wire --b amp=wire,h2=-40 --match off --track low.wav --plain --backend alsa --playback \
	stuck >events 2>err.log
is "exit status" 1 $?
is "message" "zout: the ALSA device 'stuck' hangs, and was not waited for any longer" "$(cat err.log)"
verdict "a card that hangs as it is opened is not waited for"

[ $failures -eq 0 ]
