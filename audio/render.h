// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file render.h
 * The offline backend: a file through the model into a file. [setup]
 */

#ifndef ZOUT_AUDIO_RENDER_H
#define ZOUT_AUDIO_RENDER_H

#include "audio/reader.h"
#include "audio/status.h"
#include "audio/writer.h"
#include "dsp/zout.h"

#include <stdbool.h>
#include <stdint.h>

/** Called after every block with the number of frames read so far; false stops. */
typedef bool (*ZoutRenderFunc)(void* handle, uint64_t frames);

/**
 * Renders all of `reader`, compensated for latency: as many frames come out as went in, and they are in time.
 *
 * @param model Model of one chain for the reader's sample rate, fresh or reset.
 * @param func Progress and interruption.
 * @return ZOUT_AUDIO_SUCCESS; ZOUT_AUDIO_STOPPED if `func` said so; or a failure of reader or writer. The writer is
 *   not committed.
 */
ZoutAudioStatus
zout_render(ZoutModel*      model,
            ZoutReader*     reader,
            ZoutWriter*     writer,
            ZoutRenderFunc  func,
            void*           handle,
            ZoutAudioError* error);

#endif // ZOUT_AUDIO_RENDER_H
