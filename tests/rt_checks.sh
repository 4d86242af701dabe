#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# What the checks of real-time code share: hosts that run it, each under what $preload names, in an empty folder.
# $objects holds the plugins, the ALSA module and the program that they load. To be sourced.

set -u
B=$(realpath "${B:-build}")
tools=$B/tests/tools here=$(realpath "${BASH_SOURCE[0]%/*}")
failures=0 why='' measured='' objects='' preload=()
export LC_ALL=C.UTF-8
readonly rt_plants='malloc lock print write' # and raw, which only the kernel sees

# verdict NAME: the check fails with the reason in $why
verdict() {
	if [ -z "$why" ]; then
		echo "ok $1${measured:+ ($measured)}"
	else
		echo "not ok $1 $why"
		[ -s host.log ] && tail -n 20 host.log | sed 's/^/# /'
		failures=$((failures + 1))
	fi
	why='' measured=''
}

# Input of half a second, the bundle's descriptions, ALSA's configuration: in the present folder
make_stage() {
	mkdir -p lv2
	cp -r "$B/zout.lv2" lv2/
	sox -V1 -R -D -r 48000 -n -b 32 -e float -c 2 in.wav synth 0.5 pinknoise sine 500:5000 gain -3
	export LV2_PATH=$PWD/lv2 # Nothing else, so that nothing else can go wrong
	export ALSA_CONFIG_PATH=$PWD/asound.conf
}

# take FOLDER...: what the hosts load from now on, each object from the first folder that has it
take() {
	local name folder
	for name in zout.so abx.so libasound_module_pcm_zout.so zout; do
		for folder in "$@"; do
			[ -e "$folder/$name" ] || continue
			case $name in
			zout.so | abx.so) cp "$folder/$name" lv2/zout.lv2/ ;;
			zout) program=$folder/$name ;;
			*) module=$folder/$name ;;
			esac
			break
		done
	done
	cat >asound.conf <<-END
		</usr/share/alsa/alsa.conf>
		pcm_type.zout { lib "$module" }
		pcm_type.stage { lib "$B/tests/alsa/libasound_module_pcm_stage.so" }
		pcm.in { type stage folder "$PWD" file "in.raw" }
		pcm.out { type stage folder "$PWD" file "out.raw" }
		pcm.dut { type zout amp otl-120-ohm phones dt990-pro-250 h2 -40 max_voltage 1 slave.pcm null }
		pcm.dutc { type zout amp otl-120-ohm phones dt990-pro-250 h2 -40 max_voltage 1 slave.pcm in }
	END
}

# under COMMAND ARG...: runs a host with what is preloaded; what it says is in host.log
under() {
	env "${preload[@]}" timeout 60 "$@" >host.log 2>&1 </dev/null
}

# Every effect, and limits that act
readonly amp_all=(max_voltage=0.5 clip_resistance=5 max_current=20 h2=-40 h3=-60 current_h2=-60 noise=30 hum=30
	crosstalk=-60 tracking=1 volume=-2 output_impedance=30 inductance=0.3 r1=100 distortion_corner=10)

host_lv2apply_amp() {
	local set=()
	for pair in "${amp_all[@]}"; do set+=(-c "${pair%=*}" "${pair#*=}"); done
	under lv2apply -i in.wav -o out.wav "${set[@]}" urn:zout:amp
}

host_lv2apply_abx() {
	under lv2apply -i in.wav -o out.wav -c a_h2 -40 -c b_max_voltage 0.5 -c b_noise 30 -c start 1 -c listen 2 urn:zout:abx
}

host_ffmpeg() {
	under ffmpeg -hide_banner -nostdin -y -i in.wav -af "lv2=p='urn\\:zout\\:amp':c='$(IFS='|' && echo "${amp_all[*]}")'" out.wav
}

host_aplay() {
	under aplay -q -D dut in.wav
}

host_arecord() {
	sox -V1 in.wav in.wav in.wav -t raw -e float -b 32 in.raw
	under arecord -q -D dutc -f FLOAT_LE -c 2 -r 48000 -d 1 out.wav
}

# The service between two cards of files, for as long as its input lasts and somewhat longer
host_run_alsa() {
	local pid tries=0 status
	sox -V1 in.wav in.wav in.wav in.wav in.wav in.wav -t raw -e float -b 32 in.raw
	rm -f out.raw
	env "${preload[@]}" "$program" run --name "rt$$" --amp otl-120-ohm --phones hd650 --set h2=-40 --backend alsa \
		--capture in --playback out >host.log 2>&1 </dev/null &
	pid=$!
	until [ "$(stat -c %s out.raw 2>/dev/null || echo 0)" -gt 400000 ] || [ $tries -ge 600 ] || ! kill -0 $pid 2>/dev/null; do
		tries=$((tries + 1))
		sleep 0.05
	done
	kill $pid 2>/dev/null
	wait $pid
	status=$?
	[ "$status" -eq 0 ] && [ "$(stat -c %s out.raw 2>/dev/null || echo 0)" -le 400000 ] && return 1
	return $status
}
