// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Whether a PCM can be opened, prepared and closed for ever, its module loaded and unloaded each time.
 *
 *   alsaload TIMES PCM MODULE
 *
 * Prints by how much descriptors, mappings and bytes of heap grew from the second time to the last: "0 0 0". Exit
 * status 1 if a call fails, or if a mapping of a file whose name holds MODULE is there after a time.
 */

#define _GNU_SOURCE

#include <alsa/asoundlib.h>
#include <dirent.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	long descriptors;
	long mappings;
	long bytes;
} Use;

/// Lines of our memory map that hold a word
static long
count_mappings(const char* const word)
{
	char        line[512];
	long        n    = 0;
	FILE* const file = fopen("/proc/self/maps", "r");
	while (file && fgets(line, sizeof(line), file)) {
		n += strstr(line, word) != NULL;
	}
	if (file) {
		fclose(file);
	}
	return n;
}

static Use
look(void)
{
	Use        use    = {0, count_mappings(".so"), 0};
	DIR* const folder = opendir("/proc/self/fd");
	while (folder && readdir(folder)) {
		++use.descriptors;
	}
	if (folder) {
		closedir(folder);
	}
	use.bytes = (long)mallinfo2().uordblks;
	return use;
}

static int
open_and_close(const char* const name)
{
	static float silence[2 * 64];
	snd_pcm_t*   pcm    = NULL;
	int          status = snd_pcm_open(&pcm, name, SND_PCM_STREAM_PLAYBACK, 0);
	if (!status) {
		status = snd_pcm_set_params(pcm, SND_PCM_FORMAT_FLOAT, SND_PCM_ACCESS_RW_INTERLEAVED, 2, 48000, 0, 50000);
		status = status < 0 ? status : (int)snd_pcm_writei(pcm, silence, 64);
		snd_pcm_close(pcm);
	}
	snd_config_update_free_global(); // unloads modules, too
	return status < 0 ? status : 0;
}

int
main(const int argc, char** const argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: alsaload TIMES PCM MODULE\n");
		return 2;
	}
	Use       first = {0, 0, 0};
	const int times = atoi(argv[1]);
	for (int i = 0; i < times; ++i) {
		const int status = open_and_close(argv[2]);
		if (status) {
			fprintf(stderr, "alsaload: %s\n", snd_strerror(status));
			return 1;
		}
		if (count_mappings(argv[3])) {
			fprintf(stderr, "alsaload: %s is still loaded\n", argv[3]);
			return 1;
		}
		if (i == times / 2) {
			first = look();
		}
	}
	const Use last = look();
	printf("%ld %ld %ld\n",
	       last.descriptors - first.descriptors,
	       last.mappings - first.mappings,
	       last.bytes - first.bytes);
	return 0;
}
