// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* RealtimeSanitizer as a library that is preloaded: a program would start it before anything else, so it must be
 * linked to be initialised first (-z initfirst) and start here. */

void
__rtsan_ensure_initialized(void);

__attribute__((constructor)) static void
start(void)
{
	__rtsan_ensure_initialized();
}
