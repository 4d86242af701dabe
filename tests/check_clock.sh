#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The time of day jumps, by a day, back by two and to years ago (tests/lie/clockjump.c), while the service works between
# sound cards of files, and while a blind test goes on: what waits goes by the monotonic clock, and records are as good
# as ever.

set -u
B=$(realpath "${B:-build}")
ZOUT=$(realpath "${ZOUT:-$B/zout}")
here=$(realpath tests)
scratch=$(mktemp -d) || exit 1
trap 'kill $zout_pid $helper $listener 2>/dev/null; rm -rf "$scratch"' EXIT
helper='' listener=''
cd "$scratch" || exit 1
# shellcheck source=tests/service_checks.sh
. "$here/service_checks.sh"
# shellcheck source=tests/abx_checks.sh
. "$here/abx_checks.sh"

readonly jumps='86400 -86400 -900000000' lie=$B/tests/lie/clockjump.so
export CLOCKJUMP=$scratch/offset ALSA_CONFIG_PATH=$scratch/asound.conf
echo 0 >offset
preload=$lie
nm -D "$ZOUT" | grep -q ' __asan_init' && preload="$(${CC:-cc} -print-file-name=libasan.so) $lie"

echo 86400 >offset
liars=$(LD_PRELOAD=$preload date +%s)
echo 0 >offset
at_least "date under the lie" "$(($(date +%s) + 86000))" "$liars"
verdict "the lie is believed"

cat >asound.conf <<END
</usr/share/alsa/alsa.conf>
pcm_type.stage { lib "$B/tests/alsa/libasound_module_pcm_stage.so" }
pcm.in { type stage folder "$scratch" file "in.raw" format FLOAT_LE loop 1 }
pcm.out { type stage folder "$scratch" file "out.raw" format FLOAT_LE }
END
sox -V1 -r 48000 -n -c 2 -t raw -e float -b 32 in.raw synth 1 sine 0 dcshift 0.5
printf '[service]\nidle_after = 0\n[sound]\noutput_impedance = 0\nbandwidth = 1000\n' >dut.conf

# Whatever a service manager would be told, if there is somebody to listen
python=$(command -v python3)
if [ -n "$python" ]; then
	"$python" -c 'import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
while True:
	print(s.recv(4096).decode(), flush=True)' "$scratch/notify" >notify.out 2>&1 &
	listener=$!
	wait_for 20 "listener" test -S notify
	export NOTIFY_SOCKET=$scratch/notify WATCHDOG_USEC=300000
fi
LD_PRELOAD=$preload start --config dut.conf --backend alsa --capture in --playback out
unset NOTIFY_SOCKET WATCHDOG_USEC
running
"$ZOUT" ctl --name dut --json watch 50 >watch.out 2>/dev/null &
helper=$!

# more_than FILE PATTERN NUMBER: lines of the file
more_than() {
	[ "$(grep -c "$2" "$1")" -gt "$3" ]
}
saved() {
	[ "$(jq .volume state/zout/dut.json 2>/dev/null)" = "$1" ]
}
volume=0
for jump in $jumps; do
	meters=$(grep -c '"event":"meters"' watch.out)
	beats=$([ -z "$python" ] || grep -c WATCHDOG=1 notify.out)
	echo "$jump" >offset
	wait_for 20 "meters after $jump s" more_than watch.out '"event":"meters"' $((meters + 10))
	[ -z "$python" ] || wait_for 20 "watchdog after $jump s" more_than notify.out WATCHDOG=1 $((beats + 2))
	volume=$((volume - 1))
	ctl set volume=$volume >/dev/null
	wait_for 20 "pushed change after $jump s" grep -q "\"event\":\"change\".*\"volume\":$volume.0" watch.out
	wait_for 20 "saved state after $jump s" saved "$volume"
	at_most "seconds up after $jump s" 300 "$(status .uptime_s)"
	at_least "seconds up after $jump s" 0 "$(status .uptime_s)"
	lives
done
verdict "watch, changes, state and watchdog go on"

: >gone
wait_for 20 "word of the loss" status_is .backend.state waiting
echo 86400 >offset
rm gone
running
echo 0 >offset
verdict "devices come back"
kill $helper 2>/dev/null
wait $helper 2>/dev/null
before=$SECONDS
stop
at_most "seconds to end" 20 $((SECONDS - before))
read -r peak step <<<"$(od -An -v -t f4 -w8 out.raw | awk 'function abs(x) { return x < 0 ? -x : x }
	NR > 1 && $1 != 0 && abs($1 - last) > step { step = abs($1 - last) }
	abs($1) > peak { peak = abs($1) }
	{ last = $1 }
	END { print peak + 0, step + 0 }')"
at_least "largest sample" 0.4 "$peak"
at_most "largest sample" 0.500001 "$peak"
at_most "largest step but for the loss of the device" 0.000522 "$step" # 0.5 in 20 ms
verdict "no click comes of it"

sox -V1 -R -r 48000 -n -b 32 -e float -c 2 music.wav synth 3 pinknoise gain -20
for jump in 86400 -86400; do
	echo 0 >offset
	LD_PRELOAD=$preload test_by_lines music.wav "--a amp=wire --b amp=wire,h2=-40 --trials 5" < <(
		printf 'a\nwait 0.2\nb\nstart\n'
		trials 2 'a,wait 0.1,x,wait 0.1,1,confirm'
		sleep 0.5
		echo "$jump" >offset
		trials 3 'b,wait 0.1,x,wait 0.1,2,confirm'
	)
	is "exit status" 0 "$rc"
	is "messages on stderr" "" "$(cat err.log)"
	holds "$record" finished
done
verdict "a blind test ends with a record that verifies"
[ "$failures" -eq 0 ]
