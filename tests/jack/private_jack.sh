#!/bin/sh
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# private_jack.sh [-a] [-r RATE] [-p PERIOD] [-C CAPTURE] [-P PLAYBACK] [-t TIMEOUT_MS] [-R PRIORITY] COMMAND [ARG]...
#
# Runs COMMAND beside a JACK server of its own: dummy driver, own name, ended afterwards whatever happens. A server
# that is already there is neither used nor touched. COMMAND finds the server through JACK_DEFAULT_SERVER, and its
# process id in PRIVATE_JACKD_PID. The exit status is COMMAND's, or 97 if the server did not start.
#
# Synchronous (-S): the server waits for its clients, for ten times its time-out, so that a busy machine stretches time
# but never loses audio; a client that was killed holds it up for some time-outs. JACK 1.9.21 may lose the word that the
# clients have played while their graph changes, once in some hundred starts, and waits for it to no end but this one: 5 s
# are more than a machine is busy, and less than any check waits. Without real-time scheduling, which an ordinary user may
# not have, unless -R says so. With -a it is asynchronous, as most servers are that people use: who is late is left out.

set -u

rate=48000 period=256 capture=2 playback=2 timeout=500 priority= mode=-S
while getopts ar:p:C:P:t:R: option; do
	case $option in
	a) mode= ;;
	r) rate=$OPTARG ;;
	p) period=$OPTARG ;;
	C) capture=$OPTARG ;;
	P) playback=$OPTARG ;;
	t) timeout=$OPTARG ;;
	R) priority=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
if [ $# -eq 0 ]; then
	echo "usage: private_jack.sh [-a] [-r RATE] [-p PERIOD] [-C CAPTURE] [-P PLAYBACK] [-t TIMEOUT_MS] [-R PRIORITY] COMMAND [ARG]..." >&2
	exit 2
fi

# Servers of one user share a metadata database in /dev/shm, in which a killed client can leave locks behind. Where
# the system lets us, hide in namespaces of our own; elsewhere the server's own name has to do.
isolate="unshare --mount --ipc --net --propagation private"
if [ -z "${PRIVATE_JACK_INSIDE:-}" ] && [ "$(id -u)" -eq 0 ] &&
	$isolate sh -c 'mount -t tmpfs tmpfs /dev/shm' 2>/dev/null; then
	export PRIVATE_JACK_INSIDE=1
	# shellcheck disable=SC2016 # the inner shell expands these
	exec $isolate sh -c 'mount -t tmpfs -o size=256m tmpfs /dev/shm && exec "$@"' sh \
		"$0" $([ -n "$mode" ] || echo "-a") -r "$rate" -p "$period" -C "$capture" -P "$playback" -t "$timeout" ${priority:+-R "$priority"} "$@"
fi
# For who wants to mount something: nobody else sees it, and it goes with the last process
[ -z "${PRIVATE_JACK_INSIDE:-}" ] || export PRIVATE_JACK_MOUNTS=1
unset PRIVATE_JACK_INSIDE

log=$(mktemp) || exit 97
server=
end_server() {
	if [ -n "$server" ]; then
		kill "$server" 2>/dev/null
		wait "$server" 2>/dev/null
	fi
	rm -f "$log"
}
trap end_server EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

export JACK_DEFAULT_SERVER="zout-private-$$" JACK_NO_START_SERVER=1 JACK_NO_AUDIO_RESERVATION=1
# shellcheck disable=SC2086 # no word or some
if [ -n "$priority" ]; then scheduling="-R -P $priority"; else scheduling=-r; fi
jackd $scheduling $mode -t "$timeout" -n "$JACK_DEFAULT_SERVER" \
	-d dummy -r "$rate" -p "$period" -C "$capture" -P "$playback" >"$log" 2>&1 &
server=$!
export PRIVATE_JACKD_PID=$server

tries=0
until jack_lsp -s "$JACK_DEFAULT_SERVER" >/dev/null 2>&1; do
	tries=$((tries + 1))
	if [ $tries -ge 100 ] || ! kill -0 "$server" 2>/dev/null; then
		echo "private_jack.sh: the JACK server did not start; it said:" >&2
		cat "$log" >&2
		exit 97
	fi
	sleep 0.1
done

"$@"
