#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The service behind `zout run`: its configuration, its memory, its remote control. What audio does meanwhile is
# looked at in check_faults.sh. Needs no JACK server: without one the service waits, and answers all the same.

set -u
B=$(realpath "${B:-build}")
ZOUT=$(realpath "${ZOUT:-$B/zout}")
here=$(realpath tests)
scratch=$(mktemp -d) || exit 1
trap 'kill $zout_pid $helper 2>/dev/null; rm -rf "$scratch"' EXIT
helper=
cd "$scratch" || exit 1
# shellcheck source=tests/service_checks.sh
. "$here/service_checks.sh"
export JACK_DEFAULT_SERVER=zout-nobody-$$ JACK_NO_START_SERVER=1

# The configuration

cat >bad.conf <<'END'
[service]
name = stu/dio
idle_aftr = 5
backend = tape
control = maybe
[sound]
amp = hpa-11
volume = 3
volum = -3
nonsense
[foo]
x = 1
[preset ]
gain = 1
[safety]
cap = 10
cap = 3 dBFS
cap = 0x0 dBFS
dim = 1
boot_volume_max = loud
[connect]
in_l = (
side = x
[alsa]
rate = 3
rate = 44100.5
period = 16.7
period = 8193
[service]
control = /00000000001111111111222222222233333333334444444444555555555566666666667777777777888888888899999999990000000
END
cat >expected <<'END'
zout: bad.conf:2: name: bad client name 'stu/dio', expected 1 to 63 characters without a colon, slash or control character, and no dot first
zout: bad.conf:3: idle_aftr: unknown key in section [service]; did you mean 'idle_after'?
zout: bad.conf:5: control: bad value 'maybe', expected yes, no or a path from the root
zout: bad.conf:7: amp: unknown amplifier 'hpa-11'; did you mean 'hpa-1'? (see: zout list amps)
zout: bad.conf:8: volume: value out of range '3' for volume, expected -90 to 0 dB
zout: bad.conf:9: volum: unknown control 'volum'; did you mean 'volume'? (see: zout list params)
zout: bad.conf:10: expected NAME = VALUE, [SECTION] or a comment
zout: bad.conf:12: x: unknown section [foo], expected [service], [sound], [preset NAME], [safety], [connect] or [alsa]
zout: bad.conf:14: gain: bad name of a preset, expected 1 to 40 characters
zout: bad.conf:16: cap: bad value '10', expected a number and dBFS, Vrms or dBSPL, as in '-10 dBFS'
zout: bad.conf:17: cap: value out of range '3 dBFS', expected -120 to 0 dBFS
zout: bad.conf:18: cap: bad value '0x0 dBFS', expected a number and dBFS, Vrms or dBSPL, as in '-10 dBFS'
zout: bad.conf:19: dim: bad value '1', expected -60 to 0 dB
zout: bad.conf:20: boot_volume_max: bad value 'loud', expected -90 to 0 dB
zout: bad.conf:22: in_l: bad regular expression '(': Unmatched ( or \(
zout: bad.conf:23: side: unknown key in section [connect]
zout: bad.conf:25: rate: bad value '3', expected 8000 to 768000 Hz
zout: bad.conf:26: rate: bad value '44100.5', expected a whole number from 8000 to 768000 Hz
zout: bad.conf:27: period: bad value '16.7', expected a whole number from 16 to 8192 frames
zout: bad.conf:28: period: bad value '8193', expected 16 to 8192 frames
zout: bad.conf:30: control: bad value '/00000000001111111111222222222233333333334444444444555555555566666666667777777777888888888899999999990000000', expected a path of at most 107 characters
END
"$ZOUT" run --check --config bad.conf >out 2>err
is "exit status" 2 $?
# Which backends there are depends on the build
is "complaints" "" "$(grep -v "backend: unknown backend 'tape', expected" err | diff expected - | head -n 4)"
is "complaints of the backend" 1 "$(grep -c '^zout: bad.conf:4: backend: unknown backend' err)"
is "standard output" "" "$(cat out)"
verdict "--check names file, line and key of every error"

"$ZOUT" run --config bad.conf >out 2>err
is "exit status" 2 $?
is "number of complaints" 22 "$(grep -c . err)"
verdict "a bad configuration is refused at the start"

{
	printf '\xef\xbb\xbf[sound]\r\n# a comment\r\n; another\r\n   volume = -12 ; and a third\r\n\r\namp=wire\n[safety]\ncap: -3 dBFS'
} >good.conf
"$ZOUT" run --check --config good.conf >out 2>err
is "exit status" 0 $?
is "words" "good.conf: no errors" "$(cat out err)"
verdict "--check accepts what is right: byte order mark, carriage returns, comments, no newline at the end"

# Blanks of every kind before a line, which make more of the value before it for inih
printf '[connect]\nout_l = system:playback_1\n\fout_r = (\n\v[sound]\n\rvolume = 3\n \r\f\v\t gain = x\n\f\n\v# none\n' >blanks.conf
is "complaints" "zout: blanks.conf:3: out_r: bad regular expression '(': Unmatched ( or \\(
zout: blanks.conf:5: volume: value out of range '3' for volume, expected -90 to 0 dB
zout: blanks.conf:6: gain: bad value 'x' for gain, expected -20 to 40 dB" "$("$ZOUT" run --check --config blanks.conf 2>&1)"
verdict "--check takes no line for more of the value before it"

# Sections without a line in them
printf '[safty]\n# none\n[preset ]\n[preset a]\n[service]\n[connect]\nin_l = x\n[alsaa]' >empty.conf
sections='expected [service], [sound], [preset NAME], [safety], [connect] or [alsa]'
is "complaints" "zout: empty.conf:1: unknown section [safty], $sections
zout: empty.conf:3: bad name of a preset, expected 1 to 40 characters
zout: empty.conf:8: unknown section [alsaa], $sections" "$("$ZOUT" run --check --config empty.conf 2>&1)"
verdict "--check names sections that are not known or have no name, empty ones too"

# Titles that inih takes for none, or that say more than it hears: what is below would go to another section, and what is
# behind be lost
printf '%s\n' '[preset night]' 'volume = -50' '[preset party ;loud]' 'volume = -1' '[safety] cap = -30 dBFS' '[safety]junk' \
	'[preset [x]]' '[safety' $'[preset a\v;b]' $'\xef\xbb\xbf[safety]' '[safty]' '[safety] dim = -9' >titles.conf
"$ZOUT" run --check --config titles.conf >out 2>err
is "exit status" 2 $?
for n in 3 5 6 7 8 9 10 12; do
	echo "zout: titles.conf:$n: expected NAME = VALUE, [SECTION] or a comment"
done >expected
is "complaints" "" "$(grep 'expected NAME' err | diff expected - | head -n 4)"
is "complaints of an empty section before" 1 "$(grep -c '^zout: titles.conf:11: unknown section' err)"
printf '%s\n' $'\xef\xbb\xbf[sound]' '  [safety]  ' '[preset a;b] ; a comment' '[preset c #1]# another' '[preset d];' $'[alsa]\t\r' >titles.conf
is "words about good ones" "titles.conf: no errors" "$("$ZOUT" run --check --config titles.conf 2>&1)"
verdict "--check names titles that are garbled, or have something behind them"

# Names that a remote control could not call, and more presets than go into a reply
printf '%s\n' '[preset Night]' 'volume = -50' '[preset night]' '[preset amp o2]' $'[preset phones\tx]' '[preset preset]' \
	'[preset amplifier]' '[preset Night]' 'gain = -3' >callable.conf
words='expected another first word than preset, amp or phones'
is "complaints" "zout: callable.conf:3: preset 'night' differs from 'Night' only in case, expected another name
zout: callable.conf:4: bad name of a preset 'amp o2', $words
zout: callable.conf:5: bad name of a preset 'phones?x', $words
zout: callable.conf:6: bad name of a preset 'preset', $words" "$("$ZOUT" run --check --config callable.conf 2>&1)"
verdict "--check names presets that could not be called"

# The most there can be, with the longest text in a reply that a name can have
awk 'BEGIN { for (n = 0; n < 37; ++n) quotes = quotes "\""; for (n = 1; n <= 500; ++n) printf "[preset %s%03d]\n", quotes, n }' >many.conf
start --config many.conf
is "length of the list" $((500 + $("$ZOUT" list --json | jq -r '.amps + .phones | length'))) \
	"$(ctl --json preset | jq '.presets | length')"
stop
{
	cat many.conf
	seq -f '[preset more%.0f]' 50000
} >more.conf
timeout 10 "$ZOUT" run --check --config more.conf >out 2>err
is "exit status with more" 2 $?
is "first word about more" "zout: more.conf:501: too many presets, expected at most 500" "$(head -n 1 err)"
verdict "as many presets as can be listed, and no more"

# A preset is a path from the root or a URI: the service is not started where the file was written
sed 's/<urn:zout:preset:amps:o2>/<>/' "$B/zout.lv2/presets/amps/o2.ttl" >o2.ttl
cat >relative.conf <<END
[sound]
preset = o2.ttl
[preset a]
preset = $scratch/o2.ttl
preset = urn:zout:preset:amps:o2
preset = file://$scratch/o2.ttl
preset = ./o2.ttl
preset = o2
END
relative() {
	printf "zout: relative.conf:%s: preset: bad value '%s', expected a path from the root or a URI\n" 2 o2.ttl 7 ./o2.ttl 8 o2
}
"$ZOUT" run --check --config relative.conf >out 2>&1
is "exit status" 2 $?
is "complaints" "$(relative)" "$(cat out)"
"$ZOUT" run --config relative.conf >out 2>&1
is "exit status of a start" 2 $?
is "complaints of a start" "$(relative)" "$(cat out)"
verdict "a preset in a configuration is a path from the root or a URI"

head -c 300 /dev/zero | tr '\0' x >long.conf
head -c 5000 /dev/urandom >noise.conf
mkfifo fifo.conf
for file in long.conf noise.conf fifo.conf . nowhere.conf /dev/zero; do
	timeout 10 "$ZOUT" run --check --config $file >out 2>err
	is "exit status for $file" 2 $?
	[ "$(head -n 1 err | cut -c -$((6 + ${#file})))" = "zout: $file" ] || why=${why:-"$file is not named in: $(head -n 1 err)"}
done
verdict "what is no configuration is refused by name"

for name in '' .. a/b a:b $'a\nb' $'\e[2J' "$(printf 'a%.0s' {1..64})"; do
	timeout 10 "$ZOUT" run --check --config /dev/null --name "$name" >out 2>err
	is "exit status for the name '$name'" 2 $?
	is "lines about it" 1 "$(grep -c "^zout: bad client name '" err)"
done
verdict "names that cannot be"

search() {
	env -u HOME XDG_CONFIG_HOME="$scratch/a" XDG_CONFIG_DIRS="$scratch/b:$scratch/c" "$ZOUT" run --check 2>&1
}
mkdir -p a/zout b/zout c/zout
echo '[sound]' >c/zout/zout.conf
is "third choice" "$scratch/c/zout/zout.conf: no errors" "$(search)"
echo '[sound]' >b/zout/zout.conf
is "second choice" "$scratch/b/zout/zout.conf: no errors" "$(search)"
echo '[sound]' >a/zout/zout.conf
is "first choice" "$scratch/a/zout/zout.conf: no errors" "$(search)"
is "typed" "good.conf: no errors" "$("$ZOUT" run --check --config good.conf)"
rm a/zout/zout.conf
ln -s ../nowhere.conf a/zout/zout.conf
is "a link that leads nowhere" "zout: $scratch/a/zout/zout.conf: cannot read: No such file or directory" "$(search)"
ln -sf zout.conf a/zout/zout.conf
is "a link to itself" "zout: $scratch/a/zout/zout.conf: cannot read: Too many levels of symbolic links" "$(search)"
rm -r a/zout
: >a/zout
is "a file in place of the folder" "$scratch/b/zout/zout.conf: no errors" "$(search)"
verdict "the configuration is looked for where XDG says"

# Start, memory and remote control

cat >dut.conf <<'END'
[sound]
amp = wire
phones = hd650
volume = -6
[preset  night ]
volume = -45
euphonic = on
[preset HD600]
balance = 0
[safety]
boot_volume_max = -20
dim = -10
END
start --config dut.conf
is "mode of the socket" 600 "$(stat -c %a "$sock")"
is "mode of its folder" 700 "$(stat -c %a "$XDG_RUNTIME_DIR/zout")"
is "volume" -20 "$(status .sound.volume_db)"
verdict "a start is not louder than boot_volume_max"

is state waiting "$(status .backend.state)"
is "trouble" "no JACK server '$JACK_DEFAULT_SERVER' is running; start one, or under PipeWire put pw-jack in front" \
	"$(status .backend.trouble)"
verdict "the status says what it waits for"

# The name of a preset stays only with what the preset says: a file takes it away, and by the headphone's controls too
sed 's/<urn:zout:preset:phones:hd600>/<>/' "$B/zout.lv2/presets/phones/hd600.ttl" >hd600.ttl
cat >names.conf <<END
[sound]
amp = wire
phones = hd650
[preset o2]
preset = $scratch/o2.ttl
[preset o2 as hpa-1]
preset = $scratch/o2.ttl
amp = hpa-1
[preset hd600]
preset = $scratch/hd600.ttl
END
# names: of amplifier and headphone
names() {
	status '"\(.sound.amp) \(.sound.phones)"'
}
stop
start --config names.conf --amp hpa-1 --preset o2.ttl
is "names with a preset that was typed" "null hd650" "$(names)"
grep -q 'amp ' dut.out && why=${why:-"the line at the start names an amplifier: $(cat dut.out)"}
ctl preset amp hpa-1 >out
is "names with an amplifier after it" "hpa-1 hd650" "$(names)"
ctl preset o2 >out
is "names with an own preset" "null hd650" "$(names)"
ctl preset o2 as hpa-1 >out
is "names with an amplifier after a preset" "hpa-1 hd650" "$(names)"
ctl preset phones hd650 >out
ctl preset hd600 >out
is "names with a preset of a headphone" "hpa-1 null" "$(names)"
stop
start --config names.conf --preset o2.ttl --amp hpa-1 --set h2=-40
is "names with an amplifier typed last" "hpa-1 hd650" "$(names)"
stop
start --config names.conf --preset o2.ttl
is "names with a preset over a configuration" "null hd650" "$(names)"
stop
start --config dut.conf
verdict "amplifiers and headphones that a preset replaced are not named"

# locked: kB of the service that cannot leave the memory
locked() {
	awk '/^VmLck:/ { print $2 }' "/proc/$zout_pid/status"
}

# may_lock: root with the right to lock memory, CAP_IPC_LOCK
may_lock() {
	local effective
	effective=$(awk '/^CapEff:/ { print $2 }' /proc/self/status)
	[ $((0x$effective >> 14 & 1)) -eq 1 ]
}

# limited PRELOAD: one that may lock 64 kB, or believes that it may lock all
limited() {
	(ulimit -l 64 && LD_PRELOAD=$1 exec "$ZOUT" run --name limited --config dut.conf) >limited.out 2>limited.err &
	zout_pid=$!
	wait_for 20 "answer of the service" "$ZOUT" ctl --name limited status >/dev/null
}
stop
limited ''
is "locked memory with a limit" 0 "$(locked)"
is "status with a limit" false "$("$ZOUT" ctl --name limited --json status | jq .status.memory_locked)"
stop
verdict "memory is not locked where that has a limit"

if [ -n "${ZOUT_SANITIZED:-}" ] || ! may_lock; then
	echo "ok memory is locked where that has none # SKIP sanitizers prevent it, or nobody may here"
else
	limited "$B/tests/lie/nolimit.so"
	is "status without a limit" true "$("$ZOUT" ctl --name limited --json status | jq .status.memory_locked)"
	at_least "locked memory in kB" "$(awk '/^VmRSS:/ { print $2 / 2 }' "/proc/$zout_pid/status")" "$(locked)"
	"$ZOUT" ctl --name limited status | grep -q '^service .*, memory locked$' || why=${why:-"people are not told"}
	stop
	verdict "memory is locked where that has none"
fi
rm "$XDG_RUNTIME_DIR"/zout/limited.sock.lock "$XDG_STATE_HOME"/zout/limited.json.lock
start --config dut.conf

is "get" "-20 dB -90 0 0 dB" "$(ctl --json get volume | jq -r '.values[0] | "\(.text) \(.min) \(.max) \(.default) \(.unit)"')"
is "number of controls" "$("$ZOUT" list --json params | jq '.params | length')" "$(ctl --json get | jq '.values | length')"
is "members of a control" "comment default group max min name points scale symbol text unit value" \
	"$(ctl --json get mains | jq -r '.values[0] | keys | join(" ")')"
# shellcheck disable=SC2046 # a thousand words
is "answer to a long line" "h2 h3" "$(ctl --json get h2 $(yes h3 | head -n 1000) | jq -r '[.values[].symbol] | join(" ")')"
# shellcheck disable=SC2046 # a thousand words
is "answer to the longest line" h2 "$(ctl --json get $(yes h2 | head -n 1364) | jq -r '[.values[].symbol] | join(" ")')"
# shellcheck disable=SC2046 # a thousand words
is "words for one that is longer" $'zout: bad request, expected one line of at most 4095 characters\n2' \
	"$(ctl get $(yes h2 | head -n 1363) hum 2>&1; echo $?)"
ctl set volume=-30 gain=3 output_mode=Volts >out
is "set" "-30 dB 3 dB Volts" "$(ctl --json get volume gain output_mode | jq -r '[.values[].text] | join(" ")')"
ctl set volume+=4.5 gain-=100 >out
is "steps" "-25.5 dB -20 dB" "$(ctl --json get volume gain | jq -r '[.values[].text] | join(" ")')"
# shellcheck disable=SC2046 # eighty words
ctl set volume=-10 $(yes volume+=0.01 | head -n 80) >out
is "value of eighty small steps" "-9.2" "$(ctl --json get volume | jq -r '.values[0].value')"
ctl set mains='60 Hz' gain=3 >out
is "a value with a blank" "60 Hz 3 dB" "$(ctl --json get mains gain | jq -r '[.values[].text] | join(" ")')"
ctl set gain=-20 >out
is "what a control may be" "mains               60 Hz         50 Hz, 60 Hz" "$(ctl get mains)"
is "columns of values" 2 "$(ctl get sensitivity | awk -F '   *' '{ print NF - 1 }')"
is "step in hexadecimal" "zout: bad step '0x10', expected a number" "$(ctl set volume+=0x10 2>&1)"
ctl set gain=5 volume=7 >out 2>err
is "exit status" 2 $?
is message "zout: value out of range '7' for volume, expected -90 to 0 dB" "$(cat err)"
is "half of a refused set" "-20 dB" "$(ctl --json get gain | jq -r '.values[0].text')"
verdict "get and set: values with names, units and ranges; all of it or nothing"

is "by name" "Sennheiser HD600 class" "$(ctl preset hd600)"
is "headphone" hd600 "$(status .sound.phones)"
is "by label" "Pass Labs HPA-1" "$(ctl preset amp pass labs hpa-1)"
is amplifier hpa-1 "$(status .sound.amp)"
is "own" night "$(ctl preset night)"
is "one that is written so" hd600 "$(ctl --json preset hd600 | jq -r .name)"
is "own one that is like it" HD600 "$(ctl --json preset HD600 | jq -r .name)"
is "own" night "$(ctl preset NIGHT)"
is "its values" "-45 dB on" "$(ctl --json get volume euphonic | jq -r '[.values[].text] | join(" ")')"
is "the list" "night $(($("$ZOUT" list --json | jq -r '.amps + .phones | length') + 1))" \
	"$(ctl --json preset | jq -r '.presets[0].name + " \(.presets | length - 1)"')"
is refusal "zout: unknown headphone 'hd65'; did you mean 'hd650'? (see: zout ctl preset)" "$(ctl preset phones hd65 2>&1)"
is "refusal of what is like nothing" "zout: unknown preset 'nonesuch' (see: zout ctl preset)" "$(ctl preset nonesuch 2>&1)"
verdict "preset: own ones, amplifiers and headphones, by name or label"

ctl set volume=mute >out
is "volume at mute" 1 "$(ctl status | grep -c '^sound .*, volume mute$')"
ctl set volume=-45 >out
is "mute" "muted" "$(ctl mute)"
is "mute off" "not muted" "$(ctl mute off)"
is "dim" "dimmed" "$(ctl dim toggle)"
is "again" "not dimmed" "$(ctl dim toggle)"
is "meters" "voltage current power spl clip peak_l peak_r" "$(ctl --json meters | jq -r '[.meters[].symbol] | join(" ")')"
is "refusal" "zout: unknown request 'statsu'; did you mean 'status'? (expected status, get, set, preset, mute, dim, \
reload, meters, watch or quit)" "$(ctl statsu 2>&1)"
printf '[sound]\n\e]0;title\a = \e[2J\n' >strange.conf
cp dut.conf kept.conf && cp strange.conf dut.conf
is "exit status" 2 "$(ctl reload >out 2>&1; echo $?)"
ctl status >>out
cp kept.conf dut.conf && ctl reload
is "lines about the bad file" 2 "$(grep -c 'dut.conf:2: ?]0;title?: unknown control' out)"
is "control characters" 0 "$(tr -d '\n' <out | grep -c '[[:cntrl:]]')"
is "exit status without a service" 1 "$("$ZOUT" ctl --name nobody status 2>/dev/null; echo $?)"
# What no service would take is named without one too; what one would decide is not
while IFS='|' read -r request message; do
	# shellcheck disable=SC2086 # several words
	is "without a service: $request" "zout: $message"$'\n2' "$("$ZOUT" ctl --name nobody $request 2>&1; echo $?)"
	# shellcheck disable=SC2086 # several words
	is "with a service: $request" "zout: $message"$'\n2' "$(ctl $request 2>&1; echo $?)"
done <<-'END'
	statsu|unknown request 'statsu'; did you mean 'status'? (expected status, get, set, preset, mute, dim, reload, meters, watch or quit)
	status now|unexpected argument 'now'
	get h2 volum|unknown control 'volum'; did you mean 'volume'? (see: zout list params)
	set volume|bad setting 'volume', expected SYMBOL=VALUE or SYMBOL+=STEP
	set gain=5 volume=7|value out of range '7' for volume, expected -90 to 0 dB
	set volume+=x|bad step 'x', expected a number
	mute of|bad value 'of', expected on, off or toggle
	watch 1|bad interval '1', expected 16 to 60000 ms
END
for request in 'preset nonesuch' 'set volume-=3' 'get h2 h3' 'dim toggle' 'watch 50' quit; do
	# shellcheck disable=SC2086 # several words
	is "without a service: $request" "zout: no zout 'nobody' is running that can be steered"$'\n1' "$("$ZOUT" ctl --name nobody $request 2>&1; echo $?)"
done
is "a request of blanks" 2 "$("$ZOUT" ctl --name nobody ' ' >out 2>&1; echo $?)"
is "blanks at the ends of lines" 0 "$(ctl meters | grep -c ' $')"
is "full device" $'zout: cannot write to standard output: No space left on device\n1' "$(ctl status 2>&1 >/dev/full; echo $?)"
is "closed output" $'zout: cannot write to standard output: Bad file descriptor\n1' "$(ctl --json get 2>&1 >&-; echo $?)"
verdict "mute, dim, meters, and words for what is wrong"

# Something else has the socket: one that stops within its answer, and those that answer to something else
# answered TEXT REQUEST...: what ctl says to that
answered() {
	local text=$1
	shift
	rm -f other.sock
	python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX)
s.bind("other.sock")
s.listen(1)
peer = s.accept()[0]
peer.recv(4096)
peer.sendall(sys.argv[1].encode())
peer.recv(1)' "$text" &
	wait_for 20 "other service" test -S other.sock
	"$ZOUT" ctl --socket other.sock "$@" 2>&1
	echo $?
	wait $!
}
if command -v python3 >/dev/null; then
	is "half an answer" $'zout: no answer within 5 s\n1' "$(answered '{"ok":tr' status)"
	is "no object" $'zout: the service gave an answer to something else\n1' "$(answered $'[]\n' status)"
	is "nothing about it" $'zout: the service gave an answer to something else\n1' "$(answered $'{"ok":true}\n' status)"
	is "an answer" $'muted\n0' "$(answered $'{"ok":true,"muted":true}\n' mute)"
	is "control characters in an answer" $'a?b?c?d\\\\u0007\n0' \
		"$(answered $'{"ok":true,\t"label":"a\302\233b\\u009bc\\nd\\\\\\\\u0007"}\n' preset x)"
	verdict "answers of something else"

	python3 -c 'import socket, time
s = socket.socket(socket.AF_UNIX)
s.bind("full.sock")
s.listen(1)
waiting = []
try:
	while True:
		waiting.append(socket.socket(socket.AF_UNIX))
		waiting[-1].setblocking(False)
		waiting[-1].connect("full.sock")
except BlockingIOError:
	open("full", "w").close()
time.sleep(60)' &
	helper=$!
	wait_for 20 "full doorway" test -e full
	is "answer" $'zout: no answer within 5 s\n1' "$(timeout 20 "$ZOUT" ctl --socket full.sock status 2>&1; echo $?)"
	kill $helper
	wait $helper 2>/dev/null
	verdict "a service that lets nobody in"
else
	echo "ok answers of something else # SKIP no python3 to answer"
fi

# Two clients at once: one watches what the other one does
"$ZOUT" ctl --name dut --json watch 20 >watch.out &
helper=$!
wait_for 20 "meters" grep -q '"event":"meters"' watch.out
ctl set volume=-33 >out
wait_for 10 "pushed change" grep -q '"event":"change".*"volume":-33.0' watch.out
is "members of meters" "capped_samples event idle meters output_peak_dbfs" \
	"$(grep '"event":"meters"' watch.out | head -n 1 | jq -r 'keys | join(" ")')"
kill $helper
wait $helper 2>/dev/null
verdict "watch pushes meters, and changes by others"

# crowd ANSWERS N REQUEST: N clients at once, and what they hear
crowd() {
	: >crowd.out # or that of the last crowd might be taken for it
	"$tools/crowd" "$sock" "$2" "$3" >>crowd.out 2>&1 &
	helper=$!
	wait_for 20 "answers to a crowd" test -s crowd.out
	is "answers to $2 times $3" "$1" "$(cat crowd.out)"
}
crowd "100 0 0" 100 status
is "one more in the crowd" "not muted" "$(ctl mute off)"
kill $helper
wait $helper 2>/dev/null
crowd "64 26 0" 90 "watch 16"
is "one who asks in a crowd that watches" "not muted" "$(ctl mute off)"
is "one more who watches" "zout: too many watch already, expected at most 64" "$(timeout 10 "$ZOUT" ctl --name dut watch 2>&1)"
kill $helper
wait $helper 2>/dev/null
lives
verdict "a hundred clients at once, and room for one more"

cat >changed.conf <<'END'
[sound]
amp = hpa-1
volume = -6
[safety]
cap = -1 dBFS
cap = -12 dBFS
END
cp dut.conf old.conf
cp changed.conf dut.conf
is "answer" "" "$(ctl reload 2>&1)"
is "cap, of two lines the last one" "-12 dBFS" "$(status .safety.cap)"
is "amplifier" hpa-1 "$(status .sound.amp)"
is "volume, which the file has not changed" -33 "$(status .sound.volume_db)"
sed -i 's/-6/-50/; s/-12/-9/' dut.conf
kill -HUP "$zout_pid"
wait_for 10 "reload by SIGHUP" status_is .safety.cap '-9 dBFS'
is "volume, which the file has changed" -50 "$(status .sound.volume_db)"
verdict "reload, by request and by SIGHUP"

# More often than there is time to read a file: what else there is to do must not wait for an end of it
touch storm
while [ -e storm ] && kill -HUP "$zout_pid"; do :; done 2>/dev/null &
helper=$!
for i in 1 2 3 4 5; do
	is "answer $i" "-9 dBFS" "$(timeout 10 "$ZOUT" ctl --name dut --json status 2>&1 | jq -r .status.safety.cap 2>&1)"
done
rm storm
wait $helper
helper=
lives
verdict "a storm of SIGHUP keeps nobody waiting"

# A reload takes many times as long as other requests, which must not wait for those of others
reloads=()
for i in {1..40}; do
	"$tools/flood" "$sock" reload >/dev/null 2>&1 &
	reloads+=($!)
done
if command -v python3 >/dev/null; then # the last words: a reload, and what is said behind it
	python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX)
s.settimeout(20)
s.connect(sys.argv[1])
s.sendall(b"reload\nmute off\nreload")
s.shutdown(socket.SHUT_WR)
for line in s.makefile(): print(line, end="")' "$sock" >out 2>&1
	is "answers to last words" '{"ok":true} {"ok":true,"muted":false} {"ok":true}' "$(xargs -d '\n' <out)"
fi
before=$(date +%s%N)
for i in 1 2 3 4 5; do
	is "answer $i" muted "$(timeout 20 "$ZOUT" ctl --name dut mute 2>&1)"
done
at_most "ms for five answers" 2500 $((($(date +%s%N) - before) / 1000000))
kill "${reloads[@]}"
wait "${reloads[@]}" 2>/dev/null
ctl mute off >out
lives
verdict "a flood of reloads keeps nobody waiting"

# At once, because a signal of the storm may be on its way still, and a file that is empty for a moment is a good one
head -c 2000 /dev/urandom >noise && mv noise dut.conf
ctl reload >out 2>err
is "exit status" 2 $?
is "word of it" 1 "$(grep -c '^zout: dut.conf:1: ' err)"
is "cap" "-9 dBFS" "$(status .safety.cap)"
[ "$(status .config.error)" != null ] || why=${why:-"the status does not tell of it"}
rm dut.conf
ctl reload >out 2>err
is "exit status without a file" 2 $?
cp changed.conf dut.conf
ctl reload
is "error after a good one" null "$(status .config.error)"
sed -i '1i [connect]\nin_l = (' dut.conf
is "word of a bad expression" "zout: dut.conf:2: in_l: bad regular expression '(': Unmatched ( or \\(" \
	"$(ctl reload 2>&1)"
kill -HUP "$zout_pid"
wait_for 10 "word of it in the log" grep -q '^zout: dut.conf:2: in_l: .*; the old configuration stays$' dut.err
lives
verdict "a bad configuration is refused, and the old one stays"

# changes WHAT KEY VALUE: a reload that is asked for it says that it cannot be
changes() {
	printf '[service]\n%s = %s\n' "$2" "$3" | cat changed.conf - >dut.conf
	is "answer to another $2" "zout: cannot change the $1 to '$3' without a restart" "$(ctl reload 2>&1)"
}
changes "control socket" control "$scratch/other.sock"
changes "control socket" control no
changes "state file" state "$scratch/other.json"
changes "state file" state no
cp changed.conf dut.conf
is "answer to the old ones" "" "$(ctl reload 2>&1)"
verdict "a reload refuses what needs a restart"

ctl dim on >out
ctl set volume=-41.5 >out
stop
is "state" "-41.5 false true" "$(jq -r '"\(.volume) \(.muted) \(.dimmed)"' state/zout/dut.json)"
is "what is left" "dut.sock.lock" "$(ls "$XDG_RUNTIME_DIR/zout")"
start --config old.conf
is "volume" -41.5 "$(status .sound.volume_db)"
is dimmed true "$(status .sound.dimmed)"
stop INT
start --config old.conf --set volume=-15
is "volume that was typed" -20 "$(status .sound.volume_db)"
is "quit" "" "$(ctl quit)"
wait "$zout_pid"
is "exit status" 0 $?
echo '{"volume": 1e99}' >state/zout/dut.json
start --config old.conf
is "volume with a bad state" -20 "$(status .sound.volume_db)"
grep -q '^zout: warning: cannot use the state file' dut.err || why=${why:-"no warning"}
verdict "volume, mute and dim are remembered, but never beyond boot_volume_max"

state=$scratch/state/zout/dut.json
# mends COMMAND...: a start with the state that a command makes; a change replaces it
mends() {
	rm -f "$state"
	"$@" "$state"
	start --config old.conf
	is "volume after $1" -20 "$(status .sound.volume_db)"
	is "warning after $1" "zout: warning: cannot use the state file '$state', expected one that zout has written; starting \
without" "$(grep 'state file' dut.err)"
	ctl set volume=-31 >out
	stop
	is "remembered volume after $1" -31 "$(find "$state" -type f -exec jq .volume {} +)" # no pipe, or we would wait
}
stop
echo '{"volume": 1' >half.json
mends cp half.json
mends mkfifo
mends ln -s /dev/zero
verdict "what is no state in the usual place is done without, and replaced"

# A disk that takes its time: while there is a file `busy`, nothing that is to be on the disk gets there
start_busy() {
	local preload=$B/tests/lie/slowsync.so
	nm -D "$ZOUT" | grep -q ' __asan_init' && preload="$(${CC:-cc} -print-file-name=libasan.so) $preload"
	touch busy
	LD_PRELOAD=$preload ZOUT_LIE_SYNC=$scratch/busy start --config old.conf
}
is_writing() {
	compgen -G "${state%/*}/.zout-*" >/dev/null
}
remembered() {
	jq -r '"\(.volume) \(.muted)"' "$state"
}
remembers() {
	[ "$(remembered)" = "$1" ]
}
start_busy
ctl set volume=-33 >out
wait_for 10 "writing" is_writing
is "answer" muted "$(timeout 3 "$ZOUT" ctl --name dut mute on 2>&1)"
sleep 1.2 # then the state is due again
is "another answer" -33 "$(timeout 3 "$ZOUT" ctl --name dut --json status | jq .status.sound.volume_db)"
is "state meanwhile" "-31 false" "$(remembered)"
rm busy
wait_for 20 "newest state" remembers "-33 true"
is "what is beside it" "dut.json dut.json.lock" "$(ls -A "${state%/*}" | xargs)"
stop
verdict "a disk that takes its time keeps nobody waiting"

start_busy
ctl mute off >out
wait_for 10 "writing" is_writing
ctl set volume=-34 >out
(sleep 1 && rm busy) &
helper=$!
stop
is "state at the end" "-34 false" "$(remembered)"
is "what is beside it" "dut.json dut.json.lock" "$(ls -A "${state%/*}" | xargs)"
wait $helper
start_busy
ctl set volume=-35 >out
wait_for 10 "writing" is_writing
(sleep 20 && rm -f busy) & # or one that waits for ever would keep this check
helper=$!
before=$SECONDS
stop
at_most "seconds until it had ended" 9 $((SECONDS - before)) # systemd waits for 10
kill $helper
wait $helper 2>/dev/null
is "word of it" "zout: warning: cannot write the state file '$state': the disk does not answer" "$(grep warning dut.err)"
is "state that stays" "-34 false" "$(remembered)"
rm -f busy "${state%/*}"/.zout-*
verdict "the end waits for the disk, but not for ever"

# no_start KEY PATH MESSAGE: a service whose configuration has this path for KEY ends with a message, and what is there
# stays as it is
no_start() {
	local before
	before=$(stat -c '%F %i %s %y' "$2")
	printf '[service]\n%s = %s\n' "$1" "$2" >strange.conf
	timeout 10 "$ZOUT" run --name dut --config strange.conf --set volume=-40 >dut.out 2>dut.err
	is "exit status with $2" 2 $?
	is "words about $2" "zout: $3" "$(cat dut.out dut.err)"
	timeout 10 "$ZOUT" run --check --name dut --config strange.conf >dut.out 2>dut.err
	is "exit status of --check with $2" 2 $?
	is "words of --check about $2" "zout: strange.conf: $1: $3" "$(cat dut.out dut.err)"
	is "what $2 has become" "$before" "$(stat -c '%F %i %s %y' "$2")"
	is "what is beside $2" "$2" "$(ls -d "$2"*)"
}
echo '{"name": "a package", "version": "1.0"}' >package
echo 'a thesis' >thesis
: >nothing
ln -s thesis link
mkfifo pipe
mkdir folder
for foreign in package thesis nothing link pipe folder; do
	no_start state "$scratch/$foreign" "cannot use the state file '$scratch/$foreign', expected one that zout has written"
done
is "the thesis" "a thesis" "$(cat thesis)"
printf '[service]\nstate = %s\n' "$scratch/new/own.json" >strange.conf
is "words of --check about a new place" "strange.conf: no errors" "$("$ZOUT" run --check --config strange.conf 2>&1)"
[ ! -e new ] || why=${why:-"--check made a folder"}
start --config strange.conf
ctl set volume=-40 >out
stop
start --config strange.conf
is "volume from the place that was typed" -40 "$(status .sound.volume_db)"
is "words of --check about its own" "strange.conf: no errors" "$("$ZOUT" run --check --name dut --config strange.conf 2>&1)"
ctl status >out || why=${why:-"--check took the socket away"}
stop
verdict "a state that was typed is used if it is new or ours, and left alone if it is not"

# Of two with one place the first one writes it; when it is dead, however that went, the next one does
start --config strange.conf
first=$zout_pid
"$ZOUT" run --name other --config strange.conf >other.out 2>other.err &
zout_pid=$!
wait_for 20 "answer of the second" "$ZOUT" ctl --name other status >out
words="another zout has the state file '$scratch/new/own.json'; this one will not be remembered"
is "words of the second" "zout: warning: $words" "$(grep warning other.err)"
is "state of the second" "null $words" "$("$ZOUT" ctl --name other --json status | jq -r '.status.state | "\(.file) \(.error)"')"
"$ZOUT" ctl --name other set volume=-5 >out
stop
zout_pid=
kill -9 "$first"
wait "$first" 2>/dev/null
is "state of the second, which was not written" -40 "$(jq .volume new/own.json)"
start --config strange.conf
is "words of the third" "" "$(grep warning dut.err)"
ctl set volume=-42 >out
stop
is "state of the third" -42 "$(jq .volume new/own.json)"
rm new/own.json.lock
ln -s nowhere/lock new/own.json.lock
start --config strange.conf
is "volume where there can be no lock" -42 "$(status .sound.volume_db)"
ctl set volume=-43 >out
stop
is "state where there can be no lock" -43 "$(jq .volume new/own.json)"

# In the usual place those of one name meet which no socket tells apart
start --config old.conf
ctl set volume=-44 >out
printf '[service]\ncontrol = no\n' >alone.conf
rm other.err # or that of the last one might be taken for it
"$ZOUT" run --name dut --config alone.conf --set volume=-6 >other.out 2>other.err &
helper=$!
wait_for 20 "service without a socket that waits" grep -q 'waiting for it$' other.err
kill $helper
wait $helper
stop
is "words of the one without a socket" "zout: warning: another zout has the state file '$state'; this one will not be \
remembered" "$(grep warning other.err)"
is "state of the one with a socket" -44 "$(jq .volume "$state")"
verdict "two services do not write one state; no lock stops a start"

# Two of one name would be twice as loud as the cap, and only one of them could be muted
start --config old.conf
"$ZOUT" run --name dut >second.out 2>second.err
is "exit status of the second" 1 $?
is "its last words" "zout: another zout has the control socket '$sock'; end that one, or give this one another --name" \
	"$(tail -n 1 second.err)"
is "the first" "$zout_pid" "$(status .pid)"
kill -9 "$zout_pid"
wait "$zout_pid" 2>/dev/null
[ -S "$sock" ] || why=${why:-"no dead socket to be replaced"}
start --config old.conf
is "process" "$zout_pid" "$(status .pid)"
stop
verdict "a second one of the same name does not start; a dead one's socket is replaced"

for foreign in thesis link pipe folder; do
	no_start control "$scratch/$foreign" \
		"cannot make the control socket '$scratch/$foreign', expected nothing there, or a socket that nobody listens to"
done
is "the thesis" "a thesis" "$(cat thesis)"
verdict "what is no socket is not replaced by one"

# A socket of one who keeps no lock beside it
printf '[service]\ncontrol = %s\n' "$scratch/free" >strange.conf
run_free() {
	"$ZOUT" run --name dut --config strange.conf >dut.out 2>dut.err &
	zout_pid=$!
	wait_for 20 "answer" "$ZOUT" ctl --socket free status >out
}
run_free
rm free.lock
timeout 10 "$ZOUT" run --name other --config strange.conf >other.out 2>other.err
is "exit status of the other" 2 $?
is "words of the other" "zout: cannot make the control socket '$scratch/free', expected nothing there, or a socket that nobody \
listens to" "$(cat other.out other.err)"
is "answer of the first" "$zout_pid" "$("$ZOUT" ctl --json --socket free status | jq .status.pid)"
stop
verdict "a socket that somebody listens to is not replaced"

echo 'a lock' >free.lock
run_free
rm free
echo 'a thesis' >free
stop
is "lock" "a lock" "$(cat free.lock)"
is "what has taken the place of the socket" "a thesis" "$(cat free)"
verdict "neither a lock nor what has replaced the socket is written over or removed"

rm dut.err # or that of the last service might be taken for it
"$ZOUT" run --name dut --config old.conf >/dev/full 2>dut.err &
zout_pid=$!
wait_for 20 "service that waits" grep -q 'waiting for it$' dut.err
ctl quit
wait "$zout_pid"
is "exit status" 0 $?
is "lines on stderr" 1 "$(grep -c . dut.err)"
verdict "a log that nobody keeps is no failure"

# A log that nobody reads: a terminal that was stopped as by Ctrl-S, or by whoever should show it, and a pipe to a pager
unread='import fcntl, os, pty, subprocess, sys, termios
kind = sys.argv[1]
reader, writer = os.pipe() if kind == "pipe" else pty.openpty()
def fill():
	os.set_blocking(writer, False)
	try:
		while True: os.write(writer, b"x")
	except BlockingIOError:
		os.set_blocking(writer, True)
service = subprocess.Popen(sys.argv[2:], stdout=writer, stderr=writer)
print(service.pid, flush=True)
sys.stdin.readline()
if kind == "stopped": termios.tcflow(writer, termios.TCOOFF)
else: fill()
if kind == "nearly": os.read(reader, 1000)
print("unread", flush=True)
service.wait()
print(service.returncode, flush=True)'
# unread KIND: one that has a lot to complain of answers, and ends when it is told to
unread() {
	local n
	rm -f go
	mkfifo go
	cp old.conf dut.conf
	python3 -c "$unread" "$1" "$ZOUT" run --name dut --config dut.conf <go >unread.out 2>unread.err &
	helper=$!
	exec 9>go
	wait_for 20 "answer before $1" ctl status >/dev/null
	zout_pid=$(head -n 1 unread.out)
	echo >&9
	wait_for 20 "log that is $1" grep -q unread unread.out
	echo garbage >dut.conf
	for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		kill -HUP "$zout_pid"
		is "answer $n while the log is $1" muted "$(timeout 5 "$ZOUT" ctl --name dut mute on 2>&1)"
		[ -z "$why" ] || break
	done
	kill -TERM "$zout_pid"
	wait_for 10 "end while the log is $1" ended_unread
	is "exit status while the log is $1" 0 "$(tail -n 1 unread.out)"
	kill -KILL "$zout_pid" 2>/dev/null
	wait $helper
	exec 9>&-
}
ended_unread() {
	[ "$(wc -l <unread.out)" -eq 3 ]
}
if command -v python3 >/dev/null; then
	for kind in stopped full nearly pipe; do
		unread $kind
	done
	verdict "a log that nobody reads keeps nobody waiting"
else
	echo "ok a log that nobody reads keeps nobody waiting # SKIP no python3 to make one"
fi

# unsteered WARNING: a service that starts without a control socket says so once
unsteered() {
	rm dut.err # or that of the last service might be taken for it
	"$ZOUT" run --name dut --config strange.conf >dut.out 2>dut.err &
	zout_pid=$!
	wait_for 20 "service that waits" grep -q 'waiting for it$' dut.err
	stop
	is "warning" "zout: warning: $1" "$(grep warning dut.err)"
}
: >strange.conf
(
	unset XDG_RUNTIME_DIR
	unsteered "XDG_RUNTIME_DIR is not set: no control socket"
	XDG_RUNTIME_DIR=runtime unsteered "XDG_RUNTIME_DIR is 'runtime', expected a path from the root: no control socket"
	echo "$why" >why
)
is "complaint" "" "$(cat why)"
verdict "a place for the socket that is missing or relative is named"

# A service manager that listens
more_stops() {
	tail -n "+$((lines + 1))" notify.out | grep -q '^STOPPING=1$'
}
python=$(command -v python3)
if [ -n "$python" ]; then
	"$python" - "$scratch/notify" >notify.out 2>&1 <<'END' &
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
while True:
	print(s.recv(4096).decode().replace("\n", "|"), flush=True)
END
	helper=$!
	wait_for 10 "listener" test -S notify
	export NOTIFY_SOCKET=$scratch/notify WATCHDOG_USEC=300000
	start --config old.conf
	ctl reload
	wait_for 10 "WATCHDOG=1" grep -q '^WATCHDOG=1$' notify.out
	stop
	wait_for 10 "STOPPING=1" grep -q '^STOPPING=1$' notify.out
	is "messages" "READY=1 RELOADING=1 READY=1 STOPPING=1" \
		"$(grep -oE '^(READY|RELOADING|STOPPING)=1' notify.out | xargs)"
	# A signal and a client that ask at one time are told of one reading
	start --config old.conf
	lines=$(wc -l <notify.out)
	"$python" - "$sock" "$zout_pid" >out 2>&1 <<'END'
import os, signal, socket, sys, time
s = socket.socket(socket.AF_UNIX)
s.settimeout(20)
s.connect(sys.argv[1])
answers = s.makefile()
s.sendall(b"mute off\n")
answers.readline() # it has been let in
pid = int(sys.argv[2])
os.kill(pid, signal.SIGSTOP)
while open("/proc/%d/stat" % pid).read().rsplit(")", 1)[1].split()[0] != "T": time.sleep(0.01)
s.sendall(b"reload\n")
os.kill(pid, signal.SIGHUP)
os.kill(pid, signal.SIGCONT)
print(answers.readline(), end="")
END
	is "answer to a reload beside SIGHUP" '{"ok":true}' "$(cat out)"
	stop
	wait_for 10 "STOPPING=1" more_stops
	is "readings" 1 "$(tail -n "+$((lines + 1))" notify.out | grep -c RELOADING=1)"

	lines=$(wc -l <notify.out)
	WATCHDOG_USEC=86400000000 start --config old.conf # a day
	beats() { tail -n "+$((lines + 1))" notify.out | grep -q '^WATCHDOG=1$'; }
	wait_for 10 "WATCHDOG=1 with a day's patience" beats
	stop
	unset NOTIFY_SOCKET WATCHDOG_USEC
	grep -q '^STATUS=waiting: no JACK server' notify.out || why=${why:-"no STATUS"}
	kill $helper
	wait $helper 2>/dev/null
	verdict "a service manager hears of start, reload and end"
else
	echo "ok a service manager hears of start, reload and end # SKIP no python3 to listen"
fi

[ "$failures" -eq 0 ]
