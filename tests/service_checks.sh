# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# What the checks of the service share. To be sourced after a `cd` to a scratch folder; B and ZOUT are absolute.

set -u
tools=$B/tests/tools
# shellcheck source=tests/why.sh
. "${BASH_SOURCE[0]%/*}/why.sh"
zout_pid='' guard_pid=''
export LC_ALL=C.UTF-8

# Nothing of the user's own: no configuration, and own places for state and socket
export XDG_CONFIG_HOME=$PWD/config XDG_STATE_HOME=$PWD/state XDG_RUNTIME_DIR=$PWD/runtime
unset NOTIFY_SOCKET RUNTIME_DIRECTORY STATE_DIRECTORY WATCHDOG_USEC
mkdir -p "$XDG_CONFIG_HOME/zout" "$XDG_STATE_HOME" "$XDG_RUNTIME_DIR"
: >"$XDG_CONFIG_HOME/zout/zout.conf"
readonly sock=$XDG_RUNTIME_DIR/zout/dut.sock

# at_most WHAT LIMIT VALUE; at_least WHAT LIMIT VALUE
at_most() {
	if [ -z "$why" ] && ! awk -v v="$3" -v l="$2" 'BEGIN { exit !(v != "" && v + 0 <= l + 0) }'; then
		why="$1 is '$3', expected at most $2"
	fi
}
at_least() {
	if [ -z "$why" ] && ! awk -v v="$3" -v l="$2" 'BEGIN { exit !(v != "" && v + 0 >= l + 0) }'; then
		why="$1 is '$3', expected at least $2"
	fi
}

# last_said FILE...: the last line of each that has one
last_said() {
	local file
	for file in "$@"; do
		[ ! -s "$file" ] || printf '; %s: %s' "$file" "$(tail -n 1 "$file")"
	done
}

# wait_for SECONDS WHAT COMMAND...: until COMMAND succeeds
wait_for() {
	local seconds=$1 what=$2
	shift 2
	comes "$seconds" "$@" || {
		why=${why:-"no $what in time$(last_said guard.err dut.err jackd.log)"}
		return 1
	}
}

# ctl REQUEST...: to the service `dut`
ctl() {
	"$ZOUT" ctl --name dut "$@"
}

# status FILTER: a part of the status, by jq
status() {
	ctl --json status 2>/dev/null | jq -r ".status | $1"
}

# status_is FILTER VALUE
status_is() {
	[ "$(status "$1")" = "$2" ]
}

# start ARG...: starts the service `dut` and waits until it answers; its output is in dut.out and dut.err
start() {
	"$ZOUT" run --name dut "$@" >dut.out 2>dut.err &
	zout_pid=$!
	wait_for 20 "answer of the service" ctl status >/dev/null
}

# running: waits until audio passes
running() {
	wait_for "${1:-20}" "running backend" status_is .backend.state running
}

# lives: the service has not ended
lives() {
	kill -0 "$zout_pid" 2>/dev/null || why=${why:-"the service has ended: $(tail -n 1 dut.err)"}
}

# stop [SIGNAL]: ends the service and looks at how it went
stop() {
	kill -s "${1:-TERM}" "$zout_pid" 2>/dev/null
	wait "$zout_pid"
	is "exit status after SIG${1:-TERM}" 0 $?
}

# guard ARG...: starts the ear at the output, which the service connects by its configuration
guard() {
	"$tools/earguard" "$@" >guard.out 2>guard.err &
	guard_pid=$!
	wait_for 30 "guard" grep -q ready guard.out
}

# guard_end: ends it; its findings are then in heard
guard_end() {
	kill "$guard_pid" 2>/dev/null
	wait "$guard_pid"
	heard=$(tail -n 1 guard.out)
}

# heard KEY: one of the findings
heard() {
	echo "$heard" | jq ".$1"
}

# The server dies with the check; starts another one under the same name. More servers than one at a time never live.
# It waits for its clients for ten times patience_ms; see private_jack.sh.
start_server() {
	jackd -r -S -t "${patience_ms:-500}" -n "$JACK_DEFAULT_SERVER" -d dummy -C 2 -P 2 -r "${1:-48000}" -p "${2:-256}" >jackd.log 2>&1 &
	server_pid=$!
	wait_for 20 "JACK server" jack_lsp >/dev/null
}

# The configuration that connects the service to the guard: the amplifier is a wire
guard_conf() {
	cat <<'END'
[service]
idle_after = 0
[sound]
output_impedance = 0
bandwidth = 1000
[connect]
in_l = guard:play_l
in_r = guard:play_r
out_l = guard:ear_l
out_r = guard:ear_r
END
}
