// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What reads bundles and presets. */

#include "tests/memory/failing.h"

#include <lilv/lilv.h>
#include <sord/sord.h>
#include <stdbool.h>

// lilv calls sord, too, and the linker wants to know that it could find them
#pragma GCC visibility push(default)

FAILING(LilvWorld*, lilv_world_new, (void), ())
FREEING(lilv_world_free, LilvWorld*)
FAILING(SordWorld*, sord_world_new, (void), ())
FREEING(sord_world_free, SordWorld*)
FAILING(SordModel*, sord_new, (SordWorld * world, unsigned indices, bool graphs), (world, indices, graphs))
FREEING(sord_free, SordModel*)

#pragma GCC visibility pop
