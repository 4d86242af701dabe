# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expands a description of a plugin, in any POSIX awk:
#
#   awk -v dir=ttl -v minor=1 -v micro=0 -f make/ttl.awk ttl/amp.ttl.in > amp.ttl
#
#   @include FILE [PREFIX NAME]  the file from dir, with @P@ and @N@ replaced: "@include amplifier.ttl.in a_ A" turns
#                                symbol "@P@gain" into "a_gain" and name "@N@Gain" into "A Gain"
#   @INDEX@                      the next port index
#   @LV2_MINOR@ @LV2_MICRO@      the version

function expand(line, prefix, name)
{
	if (line ~ /^[ \t]*#/) {
		print line
		return
	}
	gsub(/@P@/, prefix, line)
	gsub(/@N@/, name, line)
	gsub(/@LV2_MINOR@/, minor, line)
	gsub(/@LV2_MICRO@/, micro, line)
	if (line ~ /@INDEX@/) {
		sub(/@INDEX@/, next_index++, line)
	}
	print line
}

function include(file, prefix, name,    line, status, is_head)
{
	is_head = 1 # The licence stands in the plugin's file already
	while ((status = (getline line < file)) > 0) {
		is_head = is_head && line ~ /^(# Copyright|# SPDX|$)/
		if (!is_head) {
			expand(line, prefix, name)
		}
	}
	close(file)
	if (status < 0) {
		print "ttl.awk: cannot read " file > "/dev/stderr"
		exit 1
	}
}

BEGIN { next_index = 0 }

$1 == "@include" { include(dir "/" $2, $3, $4 == "" ? "" : $4 " "); next }

{ expand($0, "", "") }
