// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* LV2 glue of the amplifier: ports become settings, buffers go to the model. No arithmetic on audio happens here.
 *
 * Words for threads as in lv2.h: "instantiation" functions are not real-time safe and never run beside the others,
 * "audio" functions are real-time safe, "discovery" functions may run at any time.
 */

#include "catalog/uris.h"
#include "dsp/simd/fpu.h"
#include "dsp/zout.h"

#include <lv2/core/lv2.h>

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/** Port indices. Controls stand in the order of params.def, with the latency behind the first of them. */
typedef enum {
	PORT_IN_L,
	PORT_IN_R,
	PORT_OUT_L,
	PORT_OUT_R,
	PORT_FIRST_PARAM, ///< The first input control, lv2:enabled
	PORT_LATENCY,
	PORT_OTHER_PARAMS,                                     ///< The second input control; the others follow
	PORT_METERS = PORT_OTHER_PARAMS + (ZOUT_N_PARAMS - 1), ///< The first meter; the others follow
	N_PORTS     = PORT_METERS + ZOUT_N_METERS
} PortIndex;

/** An instance. Any port may be NULL: no host is trusted to connect what is optional, or anything before run(). */
typedef struct {
	const float* in[2];
	float*       out[2];
	const float* param[ZOUT_N_PARAMS]; ///< Never NULL: what is not connected points to its default
	float*       latency;
	float*       meter[ZOUT_N_METERS];
	ZoutModel*   model;
	ZoutSettings defaults;
	ZoutSettings settings; ///< As last given to the model
} Amp;

/** Audio. */
static void
connect_param(Amp* const amp, const unsigned param, const float* const value)
{
	amp->param[param] = value ? value : &amp->defaults.value[param];
}

/** Instantiation. No feature is needed, so none is looked at. */
static LV2_Handle
instantiate(const LV2_Descriptor* const     descriptor,
            const double                    rate,
            const char* const               bundle_path,
            const LV2_Feature* const* const features)
{
	(void)descriptor;
	(void)bundle_path;
	(void)features;

	Amp* const amp = (Amp*)calloc(1, sizeof(Amp));
	if (!amp) {
		return NULL;
	}

	const ZoutFpuState fpu    = zout_fpu_enter(); // Filters are designed here, the same for every host
	const ZoutStatus   status = zout_model_new(rate, 1, &amp->model);
	zout_fpu_leave(fpu);
	if (status != ZOUT_SUCCESS) {
		free(amp);
		return NULL;
	}

	zout_settings_init(&amp->settings); // As in the new model
	zout_settings_init(&amp->defaults);
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		connect_param(amp, i, NULL);
	}
	return amp;
}

/** Audio. Unknown ports are ignored. */
ZOUT_REALTIME
static void
connect_port(const LV2_Handle instance, const uint32_t port, void* const data)
{
	Amp* const amp = (Amp*)instance;

	if (port < PORT_OUT_L) {
		amp->in[port - PORT_IN_L] = (const float*)data;
	} else if (port < PORT_FIRST_PARAM) {
		amp->out[port - PORT_OUT_L] = (float*)data;
	} else if (port == PORT_FIRST_PARAM) {
		connect_param(amp, 0, (const float*)data);
	} else if (port == PORT_LATENCY) {
		amp->latency = (float*)data;
	} else if (port < PORT_METERS) {
		connect_param(amp, port - PORT_OTHER_PARAMS + 1, (const float*)data);
	} else if (port < N_PORTS) {
		amp->meter[port - PORT_METERS] = (float*)data;
	}
}

/** Instantiation, though hosts may omit it. Control ports are read by run() only. */
static void
activate(const LV2_Handle instance)
{
	const Amp* const amp = (const Amp*)instance;

	zout_model_reset(amp->model);
}

/** Audio. Gives the model the control values if one of them changed. */
static void
update_settings(Amp* const amp)
{
	// As bits, because NaN is not equal to itself and would count as a change for ever
	uint32_t differ = 0;
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		uint32_t now;
		uint32_t before;
		memcpy(&now, amp->param[i], sizeof(now));
		memcpy(&before, &amp->settings.value[i], sizeof(before));
		differ |= now ^ before;
	}
	if (!differ) {
		return;
	}
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		amp->settings.value[i] = *amp->param[i];
	}
	const ZoutFpuState fpu = zout_fpu_enter(); // Whether a control is above 0 depends on it
	zout_model_set(amp->model, 0, &amp->settings);
	zout_fpu_leave(fpu);
}

/** Audio. Writes the output controls that are connected. */
static void
write_controls(const Amp* const amp)
{
	if (amp->latency) {
		*amp->latency = (float)zout_model_latency_frames(amp->model);
	}

	float meters[ZOUT_N_METERS];
	zout_model_meters(amp->model, 0, meters);
	for (unsigned i = 0; i < ZOUT_N_METERS; ++i) {
		if (amp->meter[i]) {
			*amp->meter[i] = meters[i];
		}
	}
}

/** Audio. Legal without activate(), with no frames, and with any outputs being the same buffers as any inputs. */
ZOUT_REALTIME
static void
run(const LV2_Handle instance, const uint32_t n_frames)
{
	Amp* const amp = (Amp*)instance;

	update_settings(amp);
	if (amp->in[0] && amp->in[1] && amp->out[0] && amp->out[1]) {
		zout_model_process(amp->model, amp->in, amp->out, n_frames);
	}
	write_controls(amp);
}

/** Instantiation. */
static void
cleanup(const LV2_Handle instance)
{
	Amp* const amp = (Amp*)instance;

	zout_model_free(amp->model);
	free(amp);
}

/** Discovery. There are no extensions. */
static const void*
extension_data(const char* const uri)
{
	(void)uri;
	return NULL;
}

static const LV2_Descriptor descriptor = {
	ZOUT_AMP_URI,
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
