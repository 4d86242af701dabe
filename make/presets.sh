#!/bin/sh
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# presets.sh PRESET.ttl...: prints the manifest entries of the presets.
#
# A file presets/BANK/NAME.ttl holds one preset, urn:zout:preset:BANK:NAME, with one rdfs:label of its own.

set -eu

fail()
{
	echo "presets.sh: $*" >&2
	exit 1
}

for file in "$@"; do
	name=$(basename "$file" .ttl)
	bank=$(basename "$(dirname "$file")")
	uri="urn:zout:preset:$bank:$name"
	case $bank in
	abx*) plugin=urn:zout:abx ;;
	*) plugin=urn:zout:amp ;;
	esac
	label=$(sed -n 's/^	rdfs:label \("[^"]*"\) [;.]$/\1/p' "$file")

	grep -q "^<$uri>\$" "$file" || fail "$file: does not describe <$uri>"
	[ "$(grep -c '^<' "$file")" -eq 1 ] || fail "$file: describes more than one thing"
	[ "$(printf '%s\n' "$label" | grep -c .)" -eq 1 ] || fail "$file: needs one line 'rdfs:label \"...\" ;'"

	cat <<-END

	<$uri>
		a pset:Preset ;
		rdfs:label $label ;
		lv2:appliesTo <$plugin> ;
		rdfs:seeAlso <presets/$bank/$name.ttl> .
	END
done
