// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* A sound card of files, for tests: an ALSA PCM of type `stage`.
 *
 *   pcm.NAME { type stage folder "/tmp/x" file "record.raw" format S16_LE channels 2 rate 48000 }
 *
 * What is played is appended to the file when its time comes, so that what is dropped is not heard; what is recorded
 * comes from it, and is silence behind its end. Samples are in the PCM's format. Time passes as on the wall, but a
 * program that is late loses nothing: the card waits, so that no test depends on the speed of the machine. Orders are
 * files in the folder: while `gone` exists the card is not there, and opening, reading, writing and waiting fail with
 * ENODEV; `gone_capture` takes away that side alone; `xrun_playback` or `xrun_capture` makes one xrun and vanishes, and
 * `suspend` suspends what runs. It resumes where it was if it is pausable, else not at all. Key
 * `apart 1` offers channels one after the other only; `loop 1` repeats the file; `pausable 1` offers to pause; `lazy 1`
 * wakes the program once in a period, as cards do, and not four times; `late 1` does not wait for a late program, but
 * plays once more what it has, or silence if it was told to fill what it has played with it.
 */

#define _GNU_SOURCE

#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

typedef struct {
	snd_pcm_ioplug_t io;
	char             folder[PATH_MAX / 2];
	int              file;
	bool             loop;
	bool             lazy;
	bool             late;
	bool             silent; // What was played is silence from then on
	int              timer;
	size_t           frame_bytes;
	unsigned char*   queue;     // Written and not yet played, a ring of the buffer's size
	uint64_t         played;    // Frames in the file since prepare()
	uint64_t         moved;     // Frames transferred since prepare()
	uint64_t         hw;        // Frames played or recorded since then
	int64_t          origin_ns; // When frame 0 was due
	bool             running;
	int64_t          paused_ns; // When it was
	uint64_t         avail_min;
	uint64_t         boundary;
} Stage;

static int64_t
now_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/// Whether an order is given; with `once` it is taken away
static bool
ordered(const Stage* const stage, const char* const order, const bool once)
{
	char path[PATH_MAX];
	snprintf(path, sizeof(path), "%s/%s", stage->folder, order);
	return once ? !unlink(path) : !access(path, F_OK);
}

static bool
is_gone(Stage* const stage)
{
	const bool capture = stage->io.stream == SND_PCM_STREAM_CAPTURE;
	const bool gone    = ordered(stage, "gone", false) || (capture && ordered(stage, "gone_capture", false));
	if (gone) {
		snd_pcm_ioplug_set_state(&stage->io, SND_PCM_STATE_DISCONNECTED);
	}
	return gone;
}

/// Lets time pass, but not beyond what the program has written or has room for
static void
pass_time(Stage* const stage)
{
	if (stage->running) {
		const bool     playing = stage->io.stream == SND_PCM_STREAM_PLAYBACK;
		const uint64_t limit =
			playing && stage->late ? INT64_MAX : stage->moved + (playing ? 0U : stage->io.buffer_size);
		const int64_t due = (now_ns() - stage->origin_ns) * stage->io.rate / 1000000000;
		stage->hw         = due > (int64_t)limit ? limit : (uint64_t)due;
		if (due > (int64_t)limit) {
			stage->origin_ns = now_ns() - (int64_t)limit * 1000000000 / stage->io.rate;
		}
	}
	while (stage->io.stream == SND_PCM_STREAM_PLAYBACK && stage->played < stage->hw) {
		const uint64_t first = stage->played % stage->io.buffer_size;
		const uint64_t whole = stage->hw - stage->played;
		const uint64_t part  = stage->io.buffer_size - first < whole ? stage->io.buffer_size - first : whole;
		(void)!write(stage->file, stage->queue + first * stage->frame_bytes, part * stage->frame_bytes);
		if (stage->silent) {
			memset(stage->queue + first * stage->frame_bytes, 0, part * stage->frame_bytes);
		}
		stage->played += part;
	}
}

static int
on_start(snd_pcm_ioplug_t* const io)
{
	Stage* const            stage    = (Stage*)io->private_data;
	const long              ns       = (long)(io->period_size * 1000000000U / io->rate / (stage->lazy ? 1U : 4U));
	const struct itimerspec interval = {{0, ns}, {0, ns}};
	stage->origin_ns                 = now_ns();
	stage->running                   = true;
	return is_gone(stage) ? -ENODEV : timerfd_settime(stage->timer, 0, &interval, NULL);
}

static int
on_stop(snd_pcm_ioplug_t* const io)
{
	Stage* const stage = (Stage*)io->private_data;
	if (!is_gone(stage)) {
		pass_time(stage);
	}
	stage->running = false;
	return 0;
}

static int
on_pause(snd_pcm_ioplug_t* const io, const int enable)
{
	Stage* const stage = (Stage*)io->private_data;
	if (enable) {
		pass_time(stage);
		stage->paused_ns = now_ns();
	} else {
		stage->origin_ns += now_ns() - stage->paused_ns;
	}
	stage->running = !enable;
	return 0;
}

static int
on_resume(snd_pcm_ioplug_t* const io)
{
	Stage* const stage = (Stage*)io->private_data;
	stage->origin_ns += now_ns() - stage->paused_ns;
	stage->running = true;
	return snd_pcm_ioplug_set_state(io, SND_PCM_STATE_RUNNING);
}

static void
suspend(Stage* const stage)
{
	stage->paused_ns = now_ns();
	stage->running   = false;
	snd_pcm_ioplug_set_state(&stage->io, SND_PCM_STATE_SUSPENDED);
}

static int
on_prepare(snd_pcm_ioplug_t* const io)
{
	Stage* const stage = (Stage*)io->private_data;
	stage->moved       = 0;
	stage->played      = 0;
	stage->hw          = 0;
	stage->running     = false;
	return is_gone(stage) ? -ENODEV : 0;
}

static snd_pcm_sframes_t
on_pointer(snd_pcm_ioplug_t* const io)
{
	Stage* const stage = (Stage*)io->private_data;
	if (!is_gone(stage)) {
		const bool playing = io->stream == SND_PCM_STREAM_PLAYBACK;
		if (stage->running && stage->moved > 2U * io->buffer_size &&
		    ordered(stage, playing ? "xrun_playback" : "xrun_capture", true)) {
			return -EPIPE;
		}
		pass_time(stage);
		if (stage->running && stage->moved > 2U * io->buffer_size && ordered(stage, "suspend", true)) {
			suspend(stage);
		}
	}
	return (snd_pcm_sframes_t)(stage->hw % (stage->boundary ? stage->boundary : io->buffer_size));
}

/// Moves frames between the program and the file, one sample at a time: areas may have any layout
static snd_pcm_sframes_t
on_transfer(snd_pcm_ioplug_t* const             io,
            const snd_pcm_channel_area_t* const areas,
            const snd_pcm_uframes_t             offset,
            const snd_pcm_uframes_t             frames)
{
	Stage* const   stage  = (Stage*)io->private_data;
	const size_t   bytes  = stage->frame_bytes / io->channels;
	unsigned char* buffer = (unsigned char*)calloc(frames, stage->frame_bytes);
	if (is_gone(stage) || !buffer) {
		free(buffer);
		return -ENODEV;
	}
	const bool   playing = io->stream == SND_PCM_STREAM_PLAYBACK;
	const size_t wanted  = frames * stage->frame_bytes;
	for (size_t got = 0; !playing && got < wanted;) {
		const ssize_t more = read(stage->file, buffer + got, wanted - got);
		if (more <= 0 && (!stage->loop || lseek(stage->file, 0, SEEK_CUR) == 0 || lseek(stage->file, 0, SEEK_SET))) {
			break;
		}
		got += more > 0 ? (size_t)more : 0U;
	}
	for (snd_pcm_uframes_t i = 0; i < frames; ++i) {
		for (unsigned c = 0; c < io->channels; ++c) {
			const snd_pcm_channel_area_t* const area = &areas[c];
			unsigned char* const theirs = (unsigned char*)area->addr + (area->first + (offset + i) * area->step) / 8U;
			unsigned char* const ours   = buffer + i * stage->frame_bytes + c * bytes;
			memcpy(playing ? ours : theirs, playing ? theirs : ours, bytes);
		}
	}
	if (playing && stage->late) {
		stage->moved = io->appl_ptr; // which may have been forwarded
	}
	for (snd_pcm_uframes_t i = 0; playing && i < frames; ++i) {
		const uint64_t place = (stage->moved + i) % io->buffer_size;
		memcpy(stage->queue + place * stage->frame_bytes, buffer + i * stage->frame_bytes, stage->frame_bytes);
	}
	free(buffer);
	stage->moved += frames;
	return (snd_pcm_sframes_t)frames;
}

static int
on_hw_params(snd_pcm_ioplug_t* const io, snd_pcm_hw_params_t* const params)
{
	(void)params;
	Stage* const stage = (Stage*)io->private_data;
	stage->frame_bytes = io->channels * (size_t)snd_pcm_format_physical_width(io->format) / 8U;
	free(stage->queue);
	stage->queue = (unsigned char*)calloc(io->buffer_size, stage->frame_bytes);
	return is_gone(stage) ? -ENODEV : stage->queue ? 0 : -ENOMEM;
}

static int
on_sw_params(snd_pcm_ioplug_t* const io, snd_pcm_sw_params_t* const params)
{
	Stage* const      stage    = (Stage*)io->private_data;
	snd_pcm_uframes_t boundary = 0;
	snd_pcm_uframes_t least    = 0;
	snd_pcm_uframes_t silence  = 0;
	snd_pcm_sw_params_get_silence_size(params, &silence);
	snd_pcm_sw_params_get_boundary(params, &boundary);
	snd_pcm_sw_params_get_avail_min(params, &least);
	stage->silent    = silence >= boundary;
	stage->boundary  = boundary;
	stage->avail_min = least;
	return 0;
}

static int
on_revents(snd_pcm_ioplug_t* const io, struct pollfd* const fds, const unsigned n, unsigned short* const events)
{
	Stage* const stage = (Stage*)io->private_data;
	uint64_t     ticks = 0;
	(void)fds;
	(void)n;
	(void)!read(stage->timer, &ticks, sizeof(ticks));
	if (is_gone(stage) || io->state == SND_PCM_STATE_SUSPENDED) {
		*events = POLLERR;
		return 0;
	}
	pass_time(stage);
	const bool     playing = io->stream == SND_PCM_STREAM_PLAYBACK;
	const uint64_t avail   = playing ? io->buffer_size + stage->hw - stage->moved : stage->hw - stage->moved;
	*events                = avail < stage->avail_min ? 0 : playing ? POLLOUT : POLLIN;
	return 0;
}

static int
on_close(snd_pcm_ioplug_t* const io)
{
	Stage* const stage = (Stage*)io->private_data;
	close(stage->file);
	close(stage->timer);
	free(stage->queue);
	free(stage);
	return 0;
}

static const snd_pcm_ioplug_callback_t callbacks = {
	.start        = on_start,
	.stop         = on_stop,
	.pointer      = on_pointer,
	.transfer     = on_transfer,
	.prepare      = on_prepare,
	.hw_params    = on_hw_params,
	.sw_params    = on_sw_params,
	.poll_revents = on_revents,
	.close        = on_close,
};

static snd_pcm_ioplug_callback_t pausable; // The same, and on_pause() and on_resume()

static const char*
text(snd_config_t* const conf, const char* const key, const char* const otherwise)
{
	snd_config_t* node  = NULL;
	const char*   value = otherwise;
	return !snd_config_search(conf, key, &node) && !snd_config_get_string(node, &value) ? value : otherwise;
}

static unsigned
number(snd_config_t* const conf, const char* const key, const unsigned otherwise)
{
	snd_config_t* node  = NULL;
	long          value = (long)otherwise;
	return !snd_config_search(conf, key, &node) && !snd_config_get_integer(node, &value) ? (unsigned)value : otherwise;
}

static int
constrain(Stage* const stage, snd_config_t* const conf)
{
	const unsigned access = number(conf, "apart", 0) ? SND_PCM_ACCESS_RW_NONINTERLEAVED : SND_PCM_ACCESS_RW_INTERLEAVED;
	const unsigned format = (unsigned)snd_pcm_format_value(text(conf, "format", "FLOAT_LE"));
	const unsigned channels = number(conf, "channels", 2);
	const unsigned rate     = number(conf, "rate", 48000);
	int            bad      = snd_pcm_ioplug_set_param_list(&stage->io, SND_PCM_IOPLUG_HW_ACCESS, 1, &access);
	bad = bad < 0 ? bad : snd_pcm_ioplug_set_param_list(&stage->io, SND_PCM_IOPLUG_HW_FORMAT, 1, &format);
	bad = bad < 0 ? bad : snd_pcm_ioplug_set_param_list(&stage->io, SND_PCM_IOPLUG_HW_CHANNELS, 1, &channels);
	bad = bad < 0 ? bad : snd_pcm_ioplug_set_param_list(&stage->io, SND_PCM_IOPLUG_HW_RATE, 1, &rate);
	bad = bad < 0 ? bad : snd_pcm_ioplug_set_param_minmax(&stage->io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, 64, 1 << 20);
	return bad < 0 ? bad : snd_pcm_ioplug_set_param_minmax(&stage->io, SND_PCM_IOPLUG_HW_PERIODS, 2, 64);
}

SND_PCM_PLUGIN_DEFINE_FUNC(stage);

SND_PCM_PLUGIN_DEFINE_FUNC(stage)
{
	(void)root;
	char         path[PATH_MAX];
	Stage* const stage = (Stage*)calloc(1, sizeof(Stage));
	if (!stage) {
		return -ENOMEM;
	}
	snprintf(stage->folder, sizeof(stage->folder), "%s", text(conf, "folder", "."));
	if (ordered(stage, "gone", false) || (stream == SND_PCM_STREAM_CAPTURE && ordered(stage, "gone_capture", false))) {
		free(stage);
		return -ENODEV;
	}
	snprintf(path, sizeof(path), "%s/%s", stage->folder, text(conf, "file", "stage.raw"));
	stage->file  = stream == SND_PCM_STREAM_PLAYBACK ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666)
	                                                 : open(path, O_RDONLY | O_CLOEXEC);
	stage->loop  = number(conf, "loop", 0) != 0;
	stage->lazy  = number(conf, "lazy", 0) != 0;
	stage->late  = number(conf, "late", 0) != 0;
	stage->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);

	pausable               = callbacks;
	pausable.pause         = on_pause;
	pausable.resume        = on_resume;
	stage->io.version      = SND_PCM_IOPLUG_VERSION;
	stage->io.name         = "a sound card of files";
	stage->io.callback     = number(conf, "pausable", 0) ? &pausable : &callbacks;
	stage->io.private_data = stage;
	stage->io.poll_fd      = stage->timer;
	stage->io.poll_events  = POLLIN;
	stage->io.flags        = SND_PCM_IOPLUG_FLAG_BOUNDARY_WA;

	int bad = snd_pcm_ioplug_create(&stage->io, name, stream, mode);
	if (bad < 0) {
		on_close(&stage->io);
		return bad;
	}
	bad = constrain(stage, conf);
	if (bad < 0) {
		snd_pcm_ioplug_delete(&stage->io);
		return bad;
	}
	*pcmp = stage->io.pcm;
	return 0;
}

SND_PCM_PLUGIN_SYMBOL(stage)
