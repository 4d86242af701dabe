#!/bin/sh
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The demonstration that `make demo` runs: a real recording through `zout run` over JACK, on a JACK server of its
# own that needs no sound hardware, and the report of the amplifier. Results stay in $B/demo. Fails unless what comes
# back equals `zout render`.

set -eu

B=${B:-build}
amp=hpa-1
phones=hd650
quiet='--set noise=0 --set hum=0' # of the amplifier: where they stand when the recording begins is not the same twice
speech=/usr/share/sounds/alsa # of Debian's alsa-utils, 48 kHz mono
out=$B/demo

if [ -z "${ZOUT_DEMO_INSIDE:-}" ]; then
	export ZOUT_DEMO_INSIDE=1
	exec tests/jack/private_jack.sh -r 48000 "$0"
fi

# One voice for each ear
mkdir -p "$out"
"$out/join" "$speech/Front_Left.wav" "$speech/Front_Right.wav" "$out/played.wav"

"$B/zout" run --amp "$amp" --phones "$phones" $quiet --name zout-demo >"$out/zout.log" &
client=$!
trap 'kill "$client" 2>/dev/null || true' EXIT
tries=0
until jack_lsp 2>/dev/null | grep -q '^zout-demo:out_r$'; do
	tries=$((tries + 1))
	if [ "$tries" -gt 100 ] || ! kill -0 "$client" 2>/dev/null; then
		echo "demo: zout run did not start" >&2
		exit 1
	fi
	sleep 0.1
done

# Freewheeling: what is too slow for real time would lose audio
"$out/jackloop" -f -n demo -p zout-demo:in_l -p zout-demo:in_r -r zout-demo:out_l -r zout-demo:out_r \
	"$out/played.wav" "$out/recorded.wav" >"$out/jackloop.log" 2>&1 || {
	cat "$out/jackloop.log" >&2
	exit 1
}
kill "$client"
wait "$client"
trap - EXIT

"$B/zout" render --amp "$amp" --phones "$phones" $quiet "$out/played.wav" "$out/rendered.wav"

ln -sfn ../zout.lv2 "$out/zout.lv2" # where measure looks for presets
echo
cat "$out/zout.log"
echo
"$out/measure" --amp "$amp" --phones "$phones" "$out/played.wav" "$out/recorded.wav" "$out/rendered.wav"
echo
"$B/zout" measure --amp "$amp" --phones "$phones" --report "$out/$amp"
cat <<END

To hear it on your own headphones, choose yours from \`$B/zout list phones\` and, with a JACK server running, type
  $B/zout run --amp $amp --phones $phones --connect
(under PipeWire, which most desktops have: pw-jack $B/zout run ..., and connect a player to its inputs), or listen to
  $out/played.wav and $out/rendered.wav
END
