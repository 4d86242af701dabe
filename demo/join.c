// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Makes a stereo file of two mono ones: join LEFT RIGHT OUT. The shorter one is followed by silence. */

#include "audio/reader.h"
#include "audio/writer.h"

#include <stdio.h>
#include <string.h>

/// Reads a block from either side until both have ended, and writes it
static ZoutAudioStatus
join(ZoutReader* const readers[2], ZoutWriter* const writer, ZoutAudioError* const error)
{
	static float    block[2][ZOUT_BLOCK_FRAMES];
	static float    unused[ZOUT_BLOCK_FRAMES];
	ZoutAudioStatus status = ZOUT_AUDIO_SUCCESS;
	for (uint32_t longest = 1; longest && !status;) {
		memset(block, 0, sizeof(block));
		uint32_t got[2] = {0, 0};
		status          = zout_reader_read(readers[0], block[0], unused, &got[0], error);
		status          = status ? status : zout_reader_read(readers[1], block[1], unused, &got[1], error);
		longest         = got[0] > got[1] ? got[0] : got[1];
		status          = status ? status : zout_writer_write(writer, block[0], block[1], longest, error);
	}
	return status ? status : zout_writer_commit(writer, error);
}

int
main(const int argc, char** const argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: join LEFT RIGHT OUT\n");
		return 2;
	}

	ZoutAudioError  error;
	ZoutReader*     readers[2] = {NULL, NULL};
	ZoutWriter*     writer     = NULL;
	ZoutAudioStatus status     = zout_reader_open(argv[1], &readers[0], &error);
	status                     = status ? status : zout_reader_open(argv[2], &readers[1], &error);
	if (!status) {
		const unsigned rate_hz = zout_reader_rate_hz(readers[0]);
		status                 = zout_writer_open(argv[3], ZOUT_FORMAT_DEFAULT, rate_hz, 0, &writer, &error);
	}
	status = status ? status : join(readers, writer, &error);
	if (status) {
		fprintf(stderr, "join: %s\n", error.text);
	}
	zout_writer_free(writer);
	zout_reader_free(readers[0]);
	zout_reader_free(readers[1]);
	return status ? 1 : 0;
}
