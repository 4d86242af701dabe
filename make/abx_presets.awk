# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Presets of the plugin for blind tests, made from those of the amplifier, so that numbers of products stand once.
#
# An amplifier or a headphone as it is, for one chain or for both:
#
#   awk -v bank=abx-a -v prefix=a_ -v name=A -f make/abx_presets.awk presets/amps/o2.ttl
#
# A comparison, from a description with these lines in it:
#
#   awk -v dir=presets -f make/abx_presets.awk presets/abx/euphonic.ttl.in
#
#   @ports FILE [PREFIX [EXCEPT...]]   all ports of dir/FILE.ttl but those named, with the prefix before their symbols
#   @port SYMBOL VALUE "SOURCE"        one port more, by definition

function open_port()
{
	print n_ports++ ? "\t] , [" : "\tlv2:port ["
}

function include(file, prefix, except,    line, status, skipped)
{
	skipped = 1 # what is no port
	while ((status = (getline line < file)) > 0) {
		if (line ~ /^\tlv2:port \[$|^\t\] [,.]/) {
			skipped = 1 # until its symbol is known
		} else if (match(line, /^\t\tlv2:symbol "/)) {
			line = substr(line, RLENGTH + 1)
			sub(/".*/, "", line)
			skipped = index(" " except " ", " " line " ")
			if (!skipped) {
				open_port()
				print "\t\tlv2:symbol \"" prefix line "\" ;"
			}
		} else if (line ~ /^\t\t/ && !skipped) {
			print line
		}
	}
	close(file)
	if (status < 0) {
		print "abx_presets.awk: cannot read " file > "/dev/stderr"
		exit 1
	}
}

$1 == "@ports" {
	except = ""
	for (i = 4; i <= NF; i++) except = except " " $i
	include(dir "/" $2 ".ttl", $3, except)
	next
}

$1 == "@port" {
	symbol = $2
	value = $3
	sub(/^@port [^ ]+ [^ ]+ /, "")
	open_port()
	print "\t\tlv2:symbol \"" symbol "\" ;"
	print "\t\tpset:value " value " ;"
	print "\t\tzout:confidence \"specified\" ;"
	print "\t\tzout:source " $0
	next
}

bank != "" {
	sub(/^<urn:zout:preset:(amps|phones):/, "<urn:zout:preset:" bank ":")
	sub(/^\tlv2:appliesTo <urn:zout:amp>/, "\tlv2:appliesTo <urn:zout:abx>")
	sub(/^\tpset:bank <urn:zout:bank:(amps|phones)>/, "\tpset:bank <urn:zout:bank:" bank ">")
	sub(/^\t\tlv2:symbol "/, "&" prefix)
	if (name != "") {
		sub(/^\trdfs:label "/, "&" name ": ")
	}
}

{ print }

END {
	if (n_ports) {
		print "\t] ."
	}
}
