# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Hosts that process files. To be sourced after tests/host_checks.sh. Each `through_HOST URI CONTROLS IN OUT` lets a host
# put the plugin into the way from IN to OUT, with the controls of a file of lines "symbol value".

through_lv2apply() {
	local symbol value options=()
	while read -r symbol value; do options+=(-c "$symbol" "$value"); done <"$2"
	lv2apply -i "$3" -o "$4" "${options[@]}" "$1"
}

# In blocks of a prime number of frames
through_lv2file() {
	local symbol value options=()
	while read -r symbol value; do options+=(-p "$symbol:$value"); done <"$2"
	lv2file -b 997 -i "$3" -o "$4" "${options[@]}" "$1"
}

# It announces to take out the latency, and does not
through_lv2proc() {
	local symbol value options=()
	while read -r symbol value; do options+=(-c "$symbol:$value"); done <"$2"
	lv2proc -n 64 -i "$3" -o "$4" "${options[@]}" "$1"
}

# Neither activates the plugin nor gives it features
through_ffmpeg() {
	ffmpeg -hide_banner -nostdin -y -i "$3" -af "lv2=p='${1//:/\\:}':c='$(tr ' \n' '=|' <"$2" | sed 's/|$//')'" \
		-c:a pcm_f32le "$4"
}

# Takes values by position, one for every control port, those of outputs too; what is not said is 0
through_ecasound() {
	local values
	values=$(lv2info "$1" | awk '
		NR == FNR { value[$1] = $2; next }
		/^\tPort [0-9]+:/ { print_value(); symbol = ""; is_control = preset = 0 }
		/#ControlPort/ { is_control = 1 }
		/^\t\tSymbol:/ { symbol = $2 }
		/^\t\tDefault:/ { preset = $2 }
		END { print_value() }
		function print_value() { if (is_control) printf ",%s", symbol in value ? value[symbol] : preset }' "$2" -)
	ecasound -q -b:256 -f:f32_le,2,$rate_hz -i "$3" -f:f32_le,2,$rate_hz -o "$4" "-elv2:$1$values"
}

# Takes every port in a group for audio, and a scale point for the only value that there is, so that it gets a description
# without them. Toggles are off unless they are said to be on.
through_gstreamer() {
	local symbol value options=() plain=$scratch/plain
	if [ ! -e "$plain" ]; then
		mkdir -p "$plain"
		cp -rL "$B/zout.lv2" "$plain/zout.lv2"
		sed -i -E '/^\t\tpg:group group:/ { /group:(in|out)$/! d }
			s/^\t\tlv2:scalePoint \[[^]]*\] ;$//' "$plain"/zout.lv2/*.ttl
	fi
	while read -r symbol value; do options+=("${symbol//_/-}=$value"); done <"$2"
	LV2_PATH=$plain GST_REGISTRY=$scratch/gstreamer.registry gst-launch-1.0 -q filesrc location="$3" ! wavparse ! \
		audioconvert ! "${1//:/-}" enabled=true "${options[@]}" ! audioconvert ! audio/x-raw,format=F32LE ! wavenc ! \
		filesink location="$4"
}

# has HOST: whether it is installed; not every distribution has all of them
has() {
	local element
	if [ "$1" != gstreamer ]; then
		command -v "$1" >/dev/null
		return
	fi
	for element in wavparse audioconvert lv2; do
		LV2_PATH='' GST_REGISTRY=$scratch/probe.registry gst-inspect-1.0 $element >/dev/null 2>&1 || return
	done
}

# offline_hosts URI CONTROLS REFERENCE LAG: every host's output must be REFERENCE, LAG frames later
offline_hosts() {
	local host name=${1##*:}
	for host in lv2apply lv2file lv2proc ffmpeg ecasound gstreamer; do
		if ! has $host; then
			echo "ok ${host}_runs_$name # SKIP no $host"
			continue
		fi
		rm -f "$scratch/$host.wav"
		through_$host "$1" "$2" "$scratch/in.wav" "$scratch/$host.wav" >"$scratch/$host.log" 2>&1 </dev/null
		must_equal "$3" "$scratch/$host.wav" "$4"
		verdict "${host}_runs_$name" "$scratch/$host.log"
	done
}
