// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file zout.h
 * The model of a headphone amplifier that drives a headphone: the public interface of the core.
 *
 * Two domains never share a variable. Audio buffers hold *full scale* samples (1.0 = 0 dBFS peak); settings and
 * meters hold volts, ohms and amperes. A 0 dBFS sine is `source_level` volts rms at the amplifier's input.
 *
 * Thread words: [setup] not real-time safe, not while another thread uses the same model; [audio] real-time safe,
 * one thread at a time.
 */

#ifndef ZOUT_H
#define ZOUT_H

#include "attributes.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Outcome of a call that can fail. */
typedef enum {
	ZOUT_SUCCESS,    ///< Done
	ZOUT_NO_MEMORY,  ///< An allocation failed
	ZOUT_BAD_RATE,   ///< Sample rate outside ZOUT_MIN_RATE_HZ to ZOUT_MAX_RATE_HZ, or not a number
	ZOUT_BAD_CHAINS, ///< Number of chains is neither 1 nor 2
	ZOUT_BAD_ISA,    ///< The environment names an instruction set that this machine or build does not have
} ZoutStatus;

/** One sentence for a status. Never NULL, must not be freed. Any thread. */
const char*
zout_strerror(ZoutStatus status);

/** The release, as in "0.1.0". Must not be freed. Any thread. */
ZOUT_REALTIME
const char*
zout_version(void);

enum {
	ZOUT_MIN_RATE_HZ = 8000,
	ZOUT_MAX_RATE_HZ = 768000,
};

// Parameters

/** Index of an input control, in port order. */
typedef enum {
#define ZOUT_PARAM(id, symbol, name, short_name, group, unit, scale, min, def, max, comment) ZOUT_##id,
#include "params.def"
	ZOUT_N_PARAMS
} ZoutParam;

/** Index of a meter, in port order. */
typedef enum {
#define ZOUT_METER(id, symbol, name, short_name, unit, min, def, max, comment) ZOUT_METER_##id,
#include "params.def"
	ZOUT_N_METERS
} ZoutMeter;

typedef enum {
	ZOUT_UNIT_NONE,
	ZOUT_UNIT_DB,
	ZOUT_UNIT_DBFS,
	ZOUT_UNIT_DBSPL,
	ZOUT_UNIT_DBSPLV,
	ZOUT_UNIT_HZ,
	ZOUT_UNIT_KHZ,
	ZOUT_UNIT_VRMS,
	ZOUT_UNIT_UV,
	ZOUT_UNIT_OHM,
	ZOUT_UNIT_MA,
	ZOUT_UNIT_MW,
	ZOUT_UNIT_MH,
	ZOUT_UNIT_UF,
} ZoutUnit;

typedef enum {
	ZOUT_SCALE_LINEAR,
	ZOUT_SCALE_LOG,
	ZOUT_SCALE_TOGGLE, ///< 0 or 1
	ZOUT_SCALE_ENUM,   ///< One of its scale points
} ZoutScale;

typedef enum { ZOUT_GROUP_LISTENING, ZOUT_GROUP_AMPLIFIER, ZOUT_GROUP_EUPHONIC, ZOUT_GROUP_HEADPHONE } ZoutGroup;

/** A value with a name of its own, as 0 = "Matched" or -140 = "none". */
typedef struct {
	float       value;
	const char* label;
} ZoutPoint;

/** What is to be known of an input control. All of it is static. */
typedef struct {
	const char* symbol;
	const char* name;
	const char* short_name;
	const char* comment;
	ZoutGroup   group;
	ZoutUnit    unit;
	ZoutScale   scale;
	float       min;
	float       def;
	float       max;
} ZoutParamInfo;

/** What is to be known of a meter. All of it is static. */
typedef struct {
	const char* symbol;
	const char* name;
	const char* short_name;
	const char* comment;
	ZoutUnit    unit;
	float       min;
	float       def;
	float       max;
} ZoutMeterInfo;

/** Facts of an input control; `param` must be below ZOUT_N_PARAMS. Any thread. */
ZOUT_REALTIME
const ZoutParamInfo*
zout_param_info(ZoutParam param);

/** Facts of a meter; `meter` must be below ZOUT_N_METERS. Any thread. */
ZOUT_REALTIME
const ZoutMeterInfo*
zout_meter_info(ZoutMeter meter);

/** Index of the input control with this symbol, which is not NULL, or ZOUT_N_PARAMS if there is none. Any thread. */
ZoutParam
zout_param_find(const char* symbol);

/** Named value `index` (from 0) of an input control, or NULL past the last one. Any thread. */
const ZoutPoint*
zout_param_point(ZoutParam param, unsigned index);

/**
 * Whether both chains have the same value of an input control, that of chain A: so it is with the groups Listening and
 * Headphone. Any thread.
 */
ZOUT_REALTIME
bool
zout_param_is_shared(ZoutParam param);

/** The legal value nearest to `value`, 0 if it is a denormal; the default if it is not a number. Any thread. */
ZOUT_REALTIME
float
zout_param_clamp(ZoutParam param, float value);

/** Name of a unit as printed after a number, as "ohm" or "mA"; "" for ZOUT_UNIT_NONE. Any thread. */
const char*
zout_unit_symbol(ZoutUnit unit);

/** Name of a group as in design and TTL, as "Amplifier". Any thread. */
const char*
zout_group_name(ZoutGroup group);

/** One value for every input control, in its own unit; zout_model_set() clamps what is out of range. */
typedef struct {
	float value[ZOUT_N_PARAMS];
} ZoutSettings;

/** Sets every value to its default. Any thread. */
void
zout_settings_init(ZoutSettings* settings);

// The model

/** One or two amplifiers (chains A and B) that drive the same headphone, in stereo. Opaque. */
typedef struct ZoutModelImpl ZoutModel;

/**
 * Allocates a model with default settings, ready to process. [setup]
 *
 * The kernels are chosen for this processor; ZOUT_ISA in the environment forces a lower level: "scalar",
 * "x86-64", "x86-64-v3", "aarch64".
 *
 * @param rate_hz Sample rate, ZOUT_MIN_RATE_HZ to ZOUT_MAX_RATE_HZ.
 * @param chains 1 for an amplifier alone, 2 for A and B on the same input.
 * @param model Receives the model, which the caller frees with zout_model_free(); NULL on failure.
 * @return ZOUT_SUCCESS, ZOUT_BAD_RATE, ZOUT_BAD_CHAINS, ZOUT_BAD_ISA or ZOUT_NO_MEMORY.
 */
ZoutStatus
zout_model_new(double rate_hz, unsigned chains, ZoutModel** model);

/** Frees a model. Safe on NULL. [setup] */
void
zout_model_free(ZoutModel* model);

/** Name of the kernels in use, as "x86-64-v3". Must not be freed. Any thread. */
ZOUT_REALTIME
const char*
zout_model_isa(const ZoutModel* model);

/** Delay from input to output in frames: a constant of the sample rate, whatever the settings. Any thread. */
ZOUT_REALTIME
unsigned
zout_model_latency_frames(const ZoutModel* model);

/**
 * Takes new settings for one chain; they are approached click-free from the next frame on. [audio]
 *
 * Values are clamped; a value that is not a number counts as the default. Listening and headphone settings are
 * common to both chains and taken from chain 0. Volume, balance and bypass set out at once. All others move together:
 * a change of the load is designed beside the next few thousand frames, in steps so small that no block takes much
 * longer for it, and then faded over to; changes that come meanwhile wait for the end of the fade.
 *
 * @param chain 0 for A, 1 for B; others are ignored.
 */
ZOUT_REALTIME
void
zout_model_set(ZoutModel* model, unsigned chain, const ZoutSettings* settings);

/**
 * Forgets all audio: the next frame is processed as the first one, with the settings then in force. [audio]
 *
 * If their load is new, it is designed at once in the next block, which takes so much longer.
 */
ZOUT_REALTIME
void
zout_model_reset(ZoutModel* model);

/**
 * Processes `frames` frames of stereo audio. [audio]
 *
 * The output does not depend on how a stream is split into calls. Samples that are not numbers, infinite or beyond +48
 * dBFS count as silence. Denormals are flushed inside; the caller's floating-point state is restored.
 *
 * @param in Left and right input, each [frames], full scale.
 * @param out Left and right output of chain A, then those of chain B if there is one, each [frames], full scale.
 *   Any output may be the same buffer as any input; otherwise buffers must not overlap. Any alignment.
 * @param frames Any number, 0 included.
 */
ZOUT_REALTIME
void
zout_model_process(ZoutModel* model, const float* const in[2], float* const out[], uint32_t frames);

/**
 * Reads the meters of a chain, in the units of ZoutMeterInfo. [audio]
 *
 * Rms values are taken over 300 ms (exponential). All values change together, once per tile of a few milliseconds.
 *
 * @param chain 0 for A, 1 for B; for others, A is read.
 */
ZOUT_REALTIME
void
zout_model_meters(const ZoutModel* model, unsigned chain, float meters[ZOUT_N_METERS]);

/** Volts at the headphone that a sample of 1.0 of a chain's output stands for, as of the last change of a control; 0
 * before the first frame. [audio] */
ZOUT_REALTIME
double
zout_model_volts_per_sample(const ZoutModel* model, unsigned chain);

/**
 * Writes silence, and tells whether the input is silent too: the cheapest way to wait for sound. [audio]
 *
 * @param in Left and right, each [frames].
 * @param out Left and right, each [frames]; no input may be the same buffer.
 * @return True if every sample of the input is 0, of either sign.
 */
ZOUT_REALTIME
bool
zout_model_rest(const ZoutModel* model, const float* const in[2], float* const out[2], uint32_t frames);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // ZOUT_H
