# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# complete.zsh FOLDER PROGRAM: for each line of standard input, a command line without the program, prints what the
# completion _zout in FOLDER offers at its end, in one line. An interactive zsh completes at a terminal of its own, and
# writes down what is added as a match.

zmodload zsh/zpty zsh/datetime
hits=$(mktemp)
trap 'rm -f $hits $hits.done; zpty -d z 2>/dev/null' EXIT

# wait_for FILE: until it is there, for 2 minutes at most; what the terminal shows is read, or it would stop
wait_for() {
	local shown deadline=$((EPOCHREALTIME + 120))
	until [[ -e $1 ]]; do
		zpty -r -t z shown >/dev/null || sleep 0.02
		if ((EPOCHREALTIME > deadline)); then
			print "timeout"
			exit 1
		fi
	done
}

zpty z zsh -f -i
cat >$hits.rc <<'END'
PROMPT= RPROMPT=
unsetopt beep
autoload -U compinit
compinit -u -D
compadd() {
	# With -O, -A or -D it only sorts matches into arrays
	if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
		local -a added
		builtin compadd -A added "$@"
		print -rl -- $added >>$HITS
	fi
	builtin compadd "$@"
}
after() { : >$HITS.done; comppostfuncs=(after) }
comppostfuncs=(after)
zstyle ':completion:*' list-prompt ''
LISTMAX=100000
: >$HITS.done
END
zpty -w z "HITS=$hits; fpath=(${(q)1} \$fpath); source $hits.rc"
wait_for $hits.done
rm -f $hits.rc

while IFS= read -r line; do
	: >$hits
	rm -f $hits.done
	zpty -w -n z "$2 $line"$'\t'
	wait_for $hits.done
	print -r -- ${(ou)${(f)"$(<$hits)"}}
	zpty -w -n z $'\x15'
done
