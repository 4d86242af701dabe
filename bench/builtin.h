// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* References that are no plugins: nothing, a copy, a gain. */

#ifndef BENCH_BUILTIN_H
#define BENCH_BUILTIN_H

#include "peer.h"

/** Makes a peer the reference that its `uri` names, or ends the program with a message. */
void
builtin_open(Peer* peer);

/** Plays one block. */
void
builtin_run(Peer* peer, const float* l, const float* r, uint32_t frames);

#endif // BENCH_BUILTIN_H
