// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* LV2 glue of the blind test: ports become wishes, buffers go to the desk. No arithmetic on audio happens here.
 *
 * Words for threads as in lv2.h: "instantiation" functions are not real-time safe and never run beside the others,
 * "audio" functions are real-time safe, "discovery" functions may run at any time. Saving may run beside audio.
 */

#include "abx_desk.h"
#include "abx_state.h"

#include "catalog/uris.h"
#include "dsp/simd/fpu.h"

#include <lv2/core/lv2.h>

#include <stdlib.h>
#include <string.h>

/** An instance. Any port may be NULL: no host is trusted to connect what is optional, or anything before run(). */
typedef struct {
	const float* in[2];
	float*       out[2];
	float*       latency;
	float*       result[ZOUT_ABX_N_RESULTS];
	ZoutAbxWires wires;
	ZoutSettings param_default;
	float        control_default[ZOUT_ABX_N_CONTROLS];
	ZoutAbxEdges edges;
	ZoutAbxDesk* desk;
	ZoutAbxStore store;
} Abx;

/** Audio. Unknown ports are ignored. */
ZOUT_REALTIME
static void
connect_port(const LV2_Handle instance, const uint32_t index, void* const data)
{
	Abx* const        abx   = (Abx*)instance;
	const ZoutAbxPort port  = zout_abx_port(index);
	const unsigned    which = port.which;
	switch (port.kind) {
	case ZOUT_ABX_PORT_IN:
		abx->in[which] = (const float*)data;
		break;
	case ZOUT_ABX_PORT_OUT:
		abx->out[which] = (float*)data;
		break;
	case ZOUT_ABX_PORT_LATENCY:
		abx->latency = (float*)data;
		break;
	case ZOUT_ABX_PORT_PARAM:
		abx->wires.param[port.chain][which] = data ? (const float*)data : &abx->param_default.value[which];
		break;
	case ZOUT_ABX_PORT_CONTROL:
		abx->wires.control[which] = data ? (const float*)data : &abx->control_default[which];
		break;
	case ZOUT_ABX_PORT_RESULT:
		abx->result[which] = (float*)data;
		break;
	case ZOUT_ABX_PORT_NONE:
		break;
	}
}

static void
connect_defaults(Abx* const abx)
{
	zout_settings_init(&abx->param_default);
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		abx->wires.param[0][i] = &abx->param_default.value[i];
		abx->wires.param[1][i] = &abx->param_default.value[i];
	}
	for (unsigned i = 0; i < ZOUT_ABX_N_CONTROLS; ++i) {
		abx->control_default[i] = zout_abx_control_default((ZoutAbxControlPort)i);
		abx->wires.control[i]   = &abx->control_default[i];
	}
}

/** Instantiation. urid:map is looked for, but not needed. */
static LV2_Handle
instantiate(const LV2_Descriptor* const     descriptor,
            const double                    rate,
            const char* const               bundle_path,
            const LV2_Feature* const* const features)
{
	(void)descriptor;
	(void)bundle_path;

	Abx* const abx = (Abx*)calloc(1, sizeof(Abx));
	if (!abx) {
		return NULL;
	}
	const ZoutFpuState fpu    = zout_fpu_enter(); // Filters are designed here, the same for every host
	const ZoutStatus   status = zout_abx_desk_new(rate, &abx->desk);
	zout_fpu_leave(fpu);
	if (status != ZOUT_SUCCESS) {
		free(abx);
		return NULL;
	}
	abx->store.map = zout_abx_find_map(features);
	connect_defaults(abx);
	return abx;
}

/** Instantiation, though hosts may omit it. Control ports are read by run() only. */
static void
activate(const LV2_Handle instance)
{
	Abx* const         abx = (Abx*)instance;
	const ZoutFpuState fpu = zout_fpu_enter();

	abx->edges.known = false;
	zout_abx_desk_activate(abx->desk);
	zout_fpu_leave(fpu);
}

/** Audio. Writes the output controls that are connected. */
static void
write_controls(const Abx* const abx)
{
	float results[ZOUT_ABX_N_RESULTS];
	zout_abx_desk_results(abx->desk, results);
	for (unsigned i = 0; i < ZOUT_ABX_N_RESULTS; ++i) {
		if (abx->result[i]) {
			*abx->result[i] = results[i];
		}
	}
	if (abx->latency) {
		*abx->latency = (float)zout_abx_desk_latency_frames(abx->desk);
	}
}

/** Audio. Legal without activate(), with no frames, and with any outputs being the same buffers as any inputs. */
ZOUT_REALTIME
static void
run(const LV2_Handle instance, const uint32_t n_frames)
{
	Abx* const         abx = (Abx*)instance;
	const ZoutFpuState fpu = zout_fpu_enter(); // Of gains, levels and controls as well as of the model
	ZoutAbxInputs      inputs;

	zout_abx_inputs_read(&inputs, &abx->edges, &abx->wires);
	zout_abx_desk_control(abx->desk, &inputs, n_frames);
	if (abx->in[0] && abx->in[1] && abx->out[0] && abx->out[1]) {
		zout_abx_desk_process(abx->desk, abx->in, abx->out, n_frames);
	}
	write_controls(abx);
	zout_fpu_leave(fpu);
}

/** Instantiation. */
static void
cleanup(const LV2_Handle instance)
{
	Abx* const abx = (Abx*)instance;

	zout_abx_archive_clear(&abx->store.archive);
	zout_abx_desk_free(abx->desk);
	free(abx);
}

/** Beside audio. */
static LV2_State_Status
save(const LV2_Handle                instance,
     const LV2_State_Store_Function  store,
     const LV2_State_Handle          handle,
     const uint32_t                  flags,
     const LV2_Feature* const* const features)
{
	const Abx* const abx = (const Abx*)instance;

	(void)flags;
	return zout_abx_store_save(&abx->store, abx->desk, store, handle, features);
}

/** Instantiation. */
static LV2_State_Status
restore(const LV2_Handle                  instance,
        const LV2_State_Retrieve_Function retrieve,
        const LV2_State_Handle            handle,
        const uint32_t                    flags,
        const LV2_Feature* const* const   features)
{
	Abx* const abx = (Abx*)instance;

	(void)flags;
	return zout_abx_store_restore(&abx->store, abx->desk, retrieve, handle, features);
}

/** Discovery. */
static const void*
extension_data(const char* const uri)
{
	static const LV2_State_Interface state = {save, restore};
	return strcmp(uri, LV2_STATE__interface) ? NULL : &state;
}

static const LV2_Descriptor descriptor = {
	ZOUT_ABX_URI,
	instantiate,
	connect_port,
	activate,
	run,
	NULL, // deactivate(): nothing to undo
	cleanup,
	extension_data,
};

/** Discovery. The only exported symbol. */
LV2_SYMBOL_EXPORT const LV2_Descriptor*
lv2_descriptor(const uint32_t index)
{
	return index == 0 ? &descriptor : NULL;
}
