#!/bin/bash
# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Bundles of others in LV2_PATH, broken in many ways, beside the preset that the program is told to take: it takes it,
# or refuses with one line, and never dies of a bundle. lilv's reader of states, which ends the process where a text is
# not as it expects, is not part of the program.

# shellcheck source=tests/cli_checks.sh
. tests/cli_checks.sh

for object in "$ZOUT" "$B/alsa-lib/libasound_module_pcm_zout.so"; do
	nm -D -u "$object" | grep -q ' lilv_world_new' || why="$object does not use lilv at all"
	why=$why$(nm -D -u "$object" | grep -o 'lilv_state_[a-z_]*' | head -n 1)
	verdict "${object##*/} leaves lilv's states alone"
done

sox -R -r 48000 -n -b 32 -e float -c 2 in.wav synth 0.1 pinknoise gain -20
export LV2_PATH=$scratch/lv2
readonly prefixes='@prefix atom: <http://lv2plug.in/ns/ext/atom#> .
@prefix doap: <http://usefulinc.com/ns/doap#> .
@prefix lv2: <http://lv2plug.in/ns/lv2core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix pset: <http://lv2plug.in/ns/ext/presets#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix state: <http://lv2plug.in/ns/ext/state#> .
@prefix ui: <http://lv2plug.in/ns/extensions/ui#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .'

# Turtle of a bundle's manifest, and of the file with its preset
bundle() {
	rm -rf "$LV2_PATH" && mkdir -p "$LV2_PATH/foreign.lv2"
	printf '%s\n%s\n' "$prefixes" "$1" >"$LV2_PATH/foreign.lv2/manifest.ttl"
	printf '%s\n%s\n' "$prefixes" "$2" >"$LV2_PATH/foreign.lv2/p.ttl"
}
readonly declared='<urn:p> a pset:Preset ; lv2:appliesTo <urn:zout:amp> ; rdfs:seeAlso <p.ttl> .'
readonly begun='<urn:p> a pset:Preset ; lv2:appliesTo <urn:zout:amp>'

# says NAME STATUS PATTERN: applying <urn:p> ends so; PATTERN is of the one line that it says then
says() {
	local rc lines
	timeout 60 "$ZOUT" render --preset urn:p in.wav out.wav >"$out" 2>"$err"
	rc=$?
	mapfile -t lines <"$err"
	if [ $rc -ne "$2" ]; then
		why="exit status $rc, expected $2: ${lines[*]}"
	elif [ $rc -ne 0 ] && { [ ${#lines[@]} -ne 1 ] || [[ ! ${lines[0]} =~ ^zout:\ $3 ]]; }; then
		why="says '${lines[*]}', expected '$3'"
	fi
	rm -f out.wav
	verdict "$1"
}

# sounds NAME SYMBOL=VALUE: applying <urn:p> sounds as the option does
sounds() {
	"$ZOUT" render --set "$2" in.wav wanted.wav && "$ZOUT" render --preset urn:p in.wav got.wav 2>"$err" &&
		cmp -s wanted.wav got.wav || why="not as $2: $(cat "$err")"
	verdict "$1"
}

# What is in order
bundle "$declared" "$begun ; lv2:port [ lv2:symbol \"volume\" ; pset:value -12.0 ] ."
sounds "a preset of another bundle" volume=-12
bundle "$declared" "<urn:q> a pset:Preset ; lv2:appliesTo <urn:zout:amp> ; lv2:port [ lv2:symbol \"volume\" ; pset:value -3 ] .
	$begun ; lv2:port [ lv2:symbol \"volume\" ; pset:value -12.0 ] ."
sounds "one of two presets in a file" volume=-12
bundle "$declared <urn:p> rdfs:seeAlso <missing.html> , <more.ttl> ." "$begun ; lv2:port [ lv2:symbol \"volume\" ; pset:value -12 ] ."
says "a file that is missing" 2 "cannot read preset .*No such file"
bundle "$declared <urn:p> rdfs:seeAlso <manifest.ttl> ." "$begun ; lv2:port [ lv2:symbol \"volume\" ; pset:value \"-12\"^^xsd:float ] ."
sounds "a preset in two files" volume=-12

# Of these lilv's reader of states dies, each by another assertion or a null pointer
bundle "$declared" "$begun ; lv2:port [ pset:value 1.0 ] ."
says "a port without a symbol" 0
bundle "$declared" "$begun ; lv2:port [ lv2:symbol \"volume\" ; pset:value [ a atom:Vector ; rdf:value ( 1 2 ) ] ] ."
says "a vector without a type" 2 "preset 'urn:p': value of volume is not a number"
bundle "$declared" "$begun ; lv2:port [ lv2:symbol \"volume\" ; pset:value [ a atom:Sequence ; rdf:value ( 1 [ ] ) ] ] ."
says "a sequence of nothing" 2 "preset 'urn:p': value of volume is not a number"
bundle "$declared" "$begun ; state:state [ <urn:x> [ a atom:Vector ; atom:childType <urn:none> ; rdf:value () ] ] ."
says "a state with a vector of nobody's type" 0
bundle "$declared" "$begun ; state:state [ <urn:x> \"%%%\"^^xsd:base64Binary ; <urn:y> \"\"^^atom:Path ] , \"text\" ."
says "a state with damaged values" 0

# Values and subjects of other kinds
n=0
for value in '<urn:v>' '"word"' '()' '[ ]' '"nan"^^xsd:double' '"1e999"^^xsd:double' '"1,5"^^xsd:float' '""^^xsd:decimal' \
	'"x"@en' '"1.0"^^<urn:t>' '1e39' '-1000'; do
	n=$((n + 1))
	bundle "$declared" "$begun ; lv2:port [ lv2:symbol \"volume\" ; pset:value $value ] ."
	says "value $n: $value" 2 "preset 'urn:p': value "
done
n=0
for port in '"text"' '<urn:port>' '( 1 2 )' '[ lv2:symbol <urn:s> ; pset:value 1 ]' '[ lv2:symbol "" ; pset:value 1 ]' \
	'[ lv2:symbol "volume" , "gain" ; pset:value -1 , 2 ]'; do
	n=$((n + 1))
	bundle "$declared" "$begun ; lv2:port $port ."
	timeout 60 "$ZOUT" render --preset urn:p in.wav out.wav >"$out" 2>"$err"
	rc=$?
	[ $rc -le 2 ] && [ "$(wc -l <"$err")" -eq $((rc > 0)) ] || why="exit status $rc: $(cat "$err")"
	verdict "port $n: $port"
done

# The manifest
bundle "<urn:p> a pset:Preset ; lv2:appliesTo <urn:zout:amp> ; rdfs:seeAlso <> ; lv2:port [ lv2:symbol \"volume\" ; pset:value -12 ] ." ''
sounds "a preset in the manifest" volume=-12
bundle "$declared" "$begun ; lv2:port [ lv2:symbol \"volume\" ; pset:value -12 ] ."
mkdir later && cp -r lv2/foreign.lv2 later && sed -i 's/-12/-3/' later/foreign.lv2/p.ttl
LV2_PATH=$LV2_PATH::/nowhere:later sounds "the first of two on LV2_PATH" volume=-12
bundle "<urn:p> a pset:Preset ; lv2:appliesTo <urn:other> ; rdfs:seeAlso <p.ttl> ." "<urn:p> a pset:Preset ; lv2:appliesTo <urn:other> ."
says "a preset of another plugin" 2 "preset 'urn:p' is for <urn:other>"
bundle "$declared" "<urn:q> a pset:Preset ; lv2:appliesTo <urn:zout:amp> ."
says "a file without this preset" 2 "'urn:p' is not an LV2 preset"
for see in '"text"' '<http://example.org/p.ttl>' '[ ]' '<file:///x%>' '<file:///x%4>' '<file://%zz.ttl>' '<.>' '</dev/zero>' '<file:>'; do
	bundle "<urn:p> a pset:Preset ; lv2:appliesTo <urn:zout:amp> ; rdfs:seeAlso $see ." ''
	says "found in $see" 2 ''
done
n=0
while read -r manifest; do
	n=$((n + 1))
	bundle "$declared
$manifest" "$begun ; lv2:port [ lv2:symbol \"volume\" ; pset:value -12.0 ] ."
	says "manifest $n: $manifest" 0
done <<'END'
<urn:a> a lv2:Plugin .
<urn:a> a lv2:Plugin ; lv2:binary "text" ; rdfs:seeAlso "text" , [ ] , <none.ttl> .
<urn:a> a lv2:Plugin ; lv2:minorVersion "x" , [ ] ; lv2:microVersion <urn:a> ; lv2:binary <a> , <b> .
[ a lv2:Plugin ; lv2:binary <a.so> ] a pset:Preset .
"text" a lv2:Plugin .
<urn:zout:amp> a lv2:Plugin ; lv2:minorVersion 99999 ; lv2:binary <none.so> ; rdfs:seeAlso <none.ttl> .
<urn:zout:amp> a lv2:Plugin , lv2:Specification , rdfs:Class ; owl:deprecated true ; lv2:binary <file:///%> .
<urn:s> a lv2:Specification ; rdfs:seeAlso "text" , [ ] , <%25.ttl> , <manifest.ttl> .
lv2:Plugin a rdfs:Class ; rdfs:subClassOf lv2:Plugin , [ ] , "text" ; rdfs:label [ ] , <urn:l> .
<urn:c> a rdfs:Class ; rdfs:subClassOf <urn:c> ; rdfs:label "a" , "b"@xx , "" .
<urn:d> a <http://lv2plug.in/ns/ext/dynmanifest#DynManifest> ; lv2:binary <none.so> .
<urn:zout:preset:amps:hpa-1> lv2:port [ ] , "text" ; rdfs:label [ ] , <urn:x> .
<urn:zout:preset:amps:hpa-1> a pset:Preset ; lv2:appliesTo <urn:zout:amp> ; rdfs:seeAlso "text" .
<urn:a> a lv2:Plugin ; lv2:project [ a doap:Project ; lv2:project <urn:a> ] ; ui:ui "text" , [ ] .
<> owl:sameAs <> ; a <> . _:b a _:b . [] a [] .
END

# What is no Turtle, and what is no bundle
bundle '' ''
for content in '<' '@prefix' '<urn:p> a "' '@base <file:///%> . <x> a <y>' "$(printf '\377\376\001')" '@include <manifest.ttl> .'; do
	printf '%s' "$content" >"$LV2_PATH/foreign.lv2/manifest.ttl"
	says "manifest that begins $(printf '%q' "$content")" 2 'unknown preset'
done
rm "$LV2_PATH/foreign.lv2/manifest.ttl" && mkdir "$LV2_PATH/foreign.lv2/manifest.ttl"
says "manifest that is a folder" 2 'unknown preset'
rm -r "$LV2_PATH/foreign.lv2" && : >"$LV2_PATH/foreign.lv2"
says "bundle that is a file" 2 'unknown preset'
rm "$LV2_PATH/foreign.lv2" && ln -s . "$LV2_PATH/foreign.lv2"
says "bundle in itself" 2 'unknown preset'

for uri in p:q '1:2' 'a:b c' 'urn:%' 'urn:"<>' ':'; do
	refuses "a preset named $uri" 2 "unknown preset <$uri> (expected a file, or a preset in LV2_PATH)" render --preset "$uri" in.wav out.wav
done
mkdir -p home/.lv2
bundle "$declared" "$begun ; lv2:port [ lv2:symbol \"volume\" ; pset:value -12 ] ."
mv lv2/foreign.lv2 home/.lv2/
(unset LV2_PATH && export HOME=$scratch/home && sounds "a preset in ~/.lv2" volume=-12 && [ "$failures" -eq 0 ]) || failures=$((failures + 1))

# Without a bundle of its own the program takes its presets from there
mkdir alone
cp "$ZOUT" alone/
bundle '<urn:zout:preset:amps:mine> a pset:Preset ; lv2:appliesTo <urn:zout:amp> ; rdfs:seeAlso <p.ttl> .' \
	'<urn:zout:preset:amps:mine> a pset:Preset ; lv2:appliesTo <urn:zout:amp> ; lv2:port [ pset:value [ a atom:Vector ] ] .'
alone/zout render --amp mine in.wav out.wav >"$out" 2>"$err"
[ $? -eq 1 ] && grep -q '^zout: cannot find the bundle zout.lv2' "$err" || why=$(cat "$err")
verdict "presets of another bundle are not ours"
mv lv2/foreign.lv2 lv2/zout.lv2
alone/zout render --amp mine in.wav out.wav >"$out" 2>"$err"
[ ! -s "$err" ] || why=$(cat "$err")
verdict "nor is a port without a symbol, if they have our bundle's name"

[ "$failures" -eq 0 ]
