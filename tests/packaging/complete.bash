# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# complete.bash SCRIPT PROGRAM: for each line of standard input, a command line without the program, prints what the
# completion SCRIPT offers at its end, in one line. Words are separated as readline does it.

# shellcheck disable=SC1090
source "$1" || exit 1

while IFS= read -r line; do
	# shellcheck disable=SC2206 # words, of which none has a wild card
	COMP_WORDS=("$2" $(sed 's/[=:]/ & /g' <<<"$line"))
	[[ -z $line || $line == *' ' ]] && COMP_WORDS+=('')
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	COMPREPLY=()
	_zout "$2" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
	printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd ' '
done
