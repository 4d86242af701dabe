# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Puts tape.wav, stereo, of `frames` frames at 48 kHz, on all tracks of an Ardour 7.3 session, `lead` frames from its
# beginning and as many before its end, without fades. Ardour's scripts can make a session, but read no file into it.

# Ardour 7.3 counts 282,240,000 clocks in a second
function clocks(of_frames) {
	return sprintf("a%.0f", of_frames * 282240000 / 48000)
}

function attributes(text) {
	gsub(/'/, "\"", text)
	return text
}

/<Sources\/>/ {
	print "<Sources>"
	for (channel = 0; channel < 2; ++channel)
		printf attributes("<Source name='tape.wav' take-id='' type='audio' flags='' id='%d' channel='%d' origin='' gain='1'/>\n"), \
			9001 + channel, channel
	print "</Sources>"
	next
}

/<Locations\/>/ {
	printf attributes("<Locations><Location id='9010' name='session' start='a0' end='%s' flags='IsSessionRange' locked='0' timestamp='0' cue='0'/></Locations>\n"), \
		clocks(frames + 2 * lead)
	next
}

/<Playlist .*\/>/ {
	sub("/>", ">")
	print
	printf attributes("<Region name='tape' id='%d' type='audio' start='a0' length='%s@%s' "), 9020 + regions++, clocks(frames), clocks(lead)
	printf attributes("sync-position='a0' ancestral-start='a0' ancestral-length='a0@a0' stretch='1' shift='1' layering-index='0' ")
	printf attributes("muted='0' opaque='1' locked='0' automatic='0' whole-file='0' first-edit='nothing' envelope-active='0' ")
	printf attributes("default-fade-in='0' default-fade-out='0' fade-in-active='0' fade-out-active='0' scale-amplitude='1' ")
	printf attributes("channels='2' source-0='9001' source-1='9002' master-source-0='9001' master-source-1='9002'/>\n")
	print "</Playlist>"
	next
}

{ print }
