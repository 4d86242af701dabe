// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/jack_gaps.h"

#include "audio/jack_realtime.h"

/// Whether the device has lost audio since the last call: the driver starts it afresh, and only this shows it, because
/// frames go on as if nothing had happened. An xrun of another client alone does not count; nobody hears it here.
static bool
has_xrun(ZoutJackGaps* const gaps, jack_client_t* const client)
{
	const float delay_us = jack_get_xrun_delayed_usecs(client); // of the last one: hardly ever the same
	const bool  xrun     = gaps->going && delay_us != gaps->xrun_delay_us;
	gaps->xrun_delay_us  = delay_us;
	return xrun;
}

/// Whether the server left out audio between the block before and this one
static bool
has_hole(ZoutJackGaps* const gaps, jack_client_t* const client, const jack_nframes_t frames, const bool freewheeling)
{
	const jack_nframes_t now = jack_last_frame_time(client);
	// Going into freewheel and out of it the clock may jump, but no device hears it
	const bool hole = gaps->going && now != gaps->next_frame && freewheeling == gaps->was_freewheeling;

	gaps->next_frame       = now + frames;
	gaps->was_freewheeling = freewheeling;
	gaps->going            = true;
	return hole;
}

bool
zout_jack_lost_audio(ZoutJackGaps* const  gaps,
                     jack_client_t* const client,
                     const jack_nframes_t frames,
                     const bool           freewheeling)
{
	const bool xrun = has_xrun(gaps, client);
	return has_hole(gaps, client, frames, freewheeling) || xrun;
}
