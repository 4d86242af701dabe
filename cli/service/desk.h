// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file desk.h
 * What is set at the moment, whoever set it: configuration, command line, memory or remote control. Pure logic.
 */

#ifndef ZOUT_CLI_SERVICE_DESK_H
#define ZOUT_CLI_SERVICE_DESK_H

#include "audio/mailbox.h"
#include "cli/service/config.h"
#include "cli/service/scene.h"

#include <stdbool.h>

/** What survives the end of the service. */
typedef struct {
	float volume_db; ///< Not a number if it is not known
	bool  muted;
	bool  dimmed;
} ZoutMemory;

typedef struct {
	ZoutSettings    settings;
	bool            muted;
	bool            dimmed;
	char            amp[64];                         ///< Chosen last, or ""
	char            phones[64];                      ///< Chosen last, or ""
	char            preset[ZOUT_MAX_SCENE_NAME + 1]; ///< Own preset chosen last, or ""
	ZoutSceneValues typed;                           ///< On the command line: stronger than the configuration
	ZoutSceneValues sound;                           ///< Of the configuration in force
} ZoutDesk;

/** Nothing is known: no volume, not muted, not dimmed. */
ZoutMemory
zout_memory_none(void);

/** Whether there is nothing new to remember. */
bool
zout_memory_is_same(const ZoutMemory* a, const ZoutMemory* b);

/**
 * How a service starts: configuration, then command line, then the volume that is remembered unless one was typed;
 * but never louder than `boot_volume_max_db`.
 */
void
zout_desk_start(ZoutDesk* desk, const ZoutConfig* config, const ZoutSceneValues* typed, const ZoutMemory* memory);

/**
 * Takes a new configuration. Its sound counts only if it differs from that of the old one; the volume stays unless the
 * configuration now has one, and another one, and none was typed.
 */
void
zout_desk_reload(ZoutDesk* desk, const ZoutConfig* config);

/** Takes the values of a scene. */
void
zout_desk_choose(ZoutDesk* desk, const ZoutScene* scene);

/** What is to be remembered. */
ZoutMemory
zout_desk_memory(const ZoutDesk* desk);

/** What the engine is to do. */
ZoutControls
zout_desk_controls(const ZoutDesk* desk, const ZoutConfig* config);

#endif // ZOUT_CLI_SERVICE_DESK_H
