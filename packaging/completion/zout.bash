# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Completion of zout for bash. Commands, options, requests, presets and controls are what the program itself says in
# its help and its lists, so that none of them stands here.

# _zout_section TITLE: from a help text, the lines that are indented below a line that begins with TITLE
_zout_section() {
	awk -v title="$1" 'index($0, title) == 1 { on = 1; next } on && !/^  / { exit } on'
}

# _zout_presets amps|phones
_zout_presets() {
	"$zout" list "$1" 2>/dev/null | awk '/^  / { print $1 }'
}

# _zout_symbols [GROUP...]: controls, of these groups or of all
_zout_symbols() {
	"$zout" list params 2>/dev/null | awk -v groups=" $* " '
		/^[^ ]/ { on = groups == "  " || index(groups, " " $0 " ") }
		on && /^  / { print $1 }'
}

# _zout_values SYMBOL: names of values that a control has, and its default if that is a name
_zout_values() {
	"$zout" list params 2>/dev/null | awk -v symbol="$1" '$1 == symbol {
		sub(/^ *[^ ]+ +/, "")
		range = $0
		sub(/ *\[.*/, "", range)
		n = index(range, ",") ? split(range, names, ", ") : 0
		for (i = 1; i <= n; i++) { sub(/ .*/, "", names[i]); print names[i] }
		def = $0
		sub(/^[^[]*\[/, "", def)
		sub(/\].*/, "", def)
		if (!n && def ~ /^[a-z]+$/) print def
	}'
}

# _zout_options COMMAND: a line for each option, its name and what it takes
_zout_options() {
	"$zout" "$1" --help 2>/dev/null | _zout_section Options: | sed -nE 's/^  (--[a-z0-9-]+)( ([^ ]+))?( .*)?$/\1 \3/p'
}

# _zout_requests: a line for each request of `zout ctl`, its name and what it takes
_zout_requests() {
	"$zout" ctl --help 2>/dev/null | sed -n '/^Options:/q;p' | sed -nE 's/^  ([a-z]+)( ([^ ]+))?(  .*)?$/\1 \3/p'
}

# _zout_scenes: what `zout ctl preset` chooses from, a name in a line. From JSON, because a name may hold many blanks.
# Of the service that the line names. An = is a word of its own here.
_zout_scenes() {
	local i service=()
	for ((i = 2; i < COMP_CWORD - 1; ++i)); do
		if [[ ${COMP_WORDS[i]} == --name || ${COMP_WORDS[i]} == --socket ]]; then
			service=("${COMP_WORDS[i]}")
			[[ ${COMP_WORDS[i + 1]} != = ]] || ((++i))
			service+=("${COMP_WORDS[i + 1]}")
		fi
	done
	"$zout" ctl "${service[@]}" --json preset 2>/dev/null | sed -E 's/"name":"(([^"\\]|\\.)*)"/\n\1\n/g' |
		sed -nE 'n; s/\\(.)/\1/g; p'
}

# _zout_words WORD...: those that go on from $cur
_zout_words() {
	mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$*" -- "$cur")
}

# _zout_lines: lines of standard input that go on from $cur; they may hold blanks, and are quoted for the shell
_zout_lines() {
	local line quoted
	while IFS= read -r line; do
		printf -v quoted %q "$line"
		if [[ $cur == [\"\']* ]]; then
			[[ $line == "${cur:1}"* ]] && COMPREPLY+=("$line")
		elif [[ $quoted == "$cur"* ]]; then
			COMPREPLY+=("$quoted")
		fi
	done
}

_zout_files() {
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
}

# _zout_assignment [GROUP...]: SYMBOL=VALUE
_zout_assignment() {
	local symbol=${cur%%=*}
	if [[ $cur == *=* ]]; then
		_zout_words "$(_zout_values "$symbol" | sed "s/^/$symbol=/")"
	else
		compopt -o nospace 2>/dev/null
		_zout_words "$(_zout_symbols "$@" | sed 's/$/=/')"
	fi
}

# A chain of a blind test: amp=NAME, then controls, separated by commas
_zout_chain() {
	local before=${cur%"${cur##*,}"} i
	local cur=${cur##*,}
	compopt -o nospace 2>/dev/null
	if [[ $cur == amp=* ]]; then
		_zout_words "$(_zout_presets amps | sed 's/^/amp=/')"
	else
		[[ $cur == *=* ]] || _zout_words amp=
		_zout_assignment Amplifier Euphonic
	fi
	for i in "${!COMPREPLY[@]}"; do
		COMPREPLY[i]=$before${COMPREPLY[i]}
	done
}

# _zout_value OPTION WHAT: the argument of an option, by what the help calls it
_zout_value() {
	case $1:$2 in
	--amp:*) _zout_words "$(_zout_presets amps)" ;;
	--phones:*) _zout_words "$(_zout_presets phones)" ;;
	--capture:PCM) _zout_words "$(arecord -L 2>/dev/null | grep '^[^ ]')" ;;
	*:PCM) _zout_words "$(aplay -L 2>/dev/null | grep '^[^ ]')" ;;
	*:SYMBOL=VALUE) _zout_assignment ;;
	*:KEY=VALUE,...) _zout_chain ;;
	*:FILE* | *:PATH) _zout_files -f ;;
	*:DIR) _zout_files -d ;;
	*:*[[:upper:]]*) ;;
	*:*\|*) _zout_words "${2//|/ }" ;;
	esac
}

# _zout_request REQUEST: what a request of `zout ctl` takes
_zout_request() {
	local takes presets
	takes=$(_zout_requests | sed -n "s/^$1 //p")
	case $takes in
	SYMBOL=*) _zout_assignment ;;
	*SYMBOL*) _zout_words "$(_zout_symbols)" ;;
	*NAME*)
		presets=$(_zout_scenes)
		_zout_lines <<<"${presets:-$(_zout_presets amps && _zout_presets phones)}"
		;;
	*[[:upper:]]*) ;;
	\[*\]*)
		takes=${takes#[}
		takes=${takes%%]*}
		_zout_words "${takes//|/ }"
		;;
	esac
}

# _zout_operand COMMAND [OPERAND...]: what the line "Usage:" of the command goes on with
_zout_operand() {
	local usage
	usage=$("$zout" "$1" --help 2>/dev/null | sed -n "s/^Usage: zout $1 *\(\[OPTION\]\.\.\.\)\{0,1\} *//p")
	case $usage in
	REQUEST) if [ $# -gt 1 ]; then _zout_request "$2"; else _zout_words "$(_zout_requests | cut -d ' ' -f 1)"; fi ;;
	'[AMP]'*) _zout_words "$(_zout_presets amps)" ;;
	\[*[[:lower:]]\|*)
		usage=${usage#[}
		[ $# -gt 1 ] || _zout_words "$(sed 's/\].*//; s/|/ /g' <<<"$usage")"
		;;
	*FILE* | *IN*) _zout_files -f ;;
	esac
}

_zout() {
	local zout=${1/#\~/$HOME} cur='' word words=() operands=() options option='' glued='' ended='' i
	command -v "$zout" >/dev/null 2>&1 || zout=zout

	# readline separates words at "=" and ":", the program does not
	for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
		if [[ -n $glued || ( $word == [=:]* && ${#words[@]} -gt 0 ) ]]; then
			words[-1]+=$word
		else
			words+=("$word")
		fi
		[[ $word == *[=:] ]] && glued=yes || glued=''
	done
	cur=${words[-1]}
	COMPREPLY=()

	if [ "${#words[@]}" -le 2 ]; then
		_zout_words "$("$zout" --help 2>/dev/null | _zout_section Commands: | awk '{ print $1 }')" --help --version
		return
	fi

	# $option is one that waits for its argument
	options=$(_zout_options "${words[1]}")
	for ((i = 2; i < ${#words[@]} - 1; i++)); do
		if [ -n "$option" ]; then
			option=
		elif [[ -z $ended && ${words[i]} == -- ]]; then
			ended=yes
		elif [[ -z $ended && ${words[i]} == -* ]]; then
			grep -q -- "^${words[i]} ." <<<"$options" && option=${words[i]}
		else
			operands+=("${words[i]}")
		fi
	done

	local typed=$cur
	if [ -n "$option" ]; then
		_zout_value "$option" "$(sed -n -- "s/^$option //p" <<<"$options")"
	elif [[ -z $ended && $cur == --*=* ]]; then
		option=${cur%%=*}
		cur=${cur#*=}
		_zout_value "$option" "$(sed -n -- "s/^$option //p" <<<"$options")"
		COMPREPLY=("${COMPREPLY[@]/#/$option=}")
	elif [[ -z $ended && $cur == -* ]]; then
		_zout_words "$(cut -d ' ' -f 1 <<<"$options")"
	else
		_zout_operand "${words[1]}" "${operands[@]}"
	fi

	# What stands before the last separator of readline is not replaced by it
	local head=
	[[ $COMP_WORDBREAKS == *=* && $typed == *=* ]] && head=${typed%"${typed##*=}"}
	[[ $COMP_WORDBREAKS == *:* && ${typed#"$head"} == *:* ]] && head=${typed%"${typed##*:}"}
	COMPREPLY=("${COMPREPLY[@]#"$head"}")
}

complete -F _zout zout
