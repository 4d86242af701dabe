// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "change.h"

#include "demand.h"

#include <string.h>

void
zout_change_take_settings(ZoutModel* const self)
{
	const unsigned frames = self->fresh ? 0U : self->ramp_frames;

	double gain_lin[ZOUT_INPUT_LANES] = {self->plan.gain_lin[0], self->plan.gain_lin[1]};
	if (!self->planned) {
		zout_drive_volume(&self->settings[0], gain_lin);
	}
	for (unsigned channel = 0; channel < ZOUT_INPUT_LANES; ++channel) {
		if (zout_ramp_set(&self->gain[channel], gain_lin[channel], 0, frames)) {
			self->gain_shown = 0;
		}
	}
	zout_ramp_set(&self->mix, self->settings[0].value[ZOUT_ENABLED] > 0.5F ? 1.0 : 0.0, 0, frames);
	self->changed     = false;
	self->drive_waits = true;
	self->look_again  = true;
}

/// Makes the next drives those in force: as targets, or at once if nothing was processed yet
static void
apply_drives(ZoutModel* const self)
{
	const unsigned frames = self->fresh ? 0U : self->ramp_frames;
	self->look_again      = true;
	for (unsigned chain = 0; chain < self->chains; ++chain) {
		ZoutDrive* const drive = &self->drive[chain];
		*drive                 = self->next[chain];
		// The same way as the volts of the residual, and in step with it where it comes out
		const unsigned wait = self->timing.output - self->timing.wanted;
		zout_ramp_set(&self->post[chain], drive->post, wait, frames);
		zout_mixing_set(&self->mixing, chain, drive->right, drive->crosstalk, frames);
		zout_noise_set(&self->noise, chain, drive, frames);
		zout_residual_set(&self->residual, chain, drive, frames);
		const double at_1khz = self->load.bank[self->load.now].design[chain].volts_at_1khz;
		const double volts   = drive->volts_per_fs * (drive->normalise ? at_1khz : 1.0);
		zout_meters_scale(&self->meters, chain, volts, drive->volts_per_fs);
	}
}

void
zout_change_take_drives(ZoutModel* const self)
{
	bool load_changes = false;
	for (unsigned chain = 0; chain < self->chains; ++chain) {
		if (self->planned) {
			self->next[chain] = self->plan.drive;
		} else {
			zout_drive_init(&self->next[chain], &self->settings[chain]);
		}
		load_changes = zout_load_set(&self->load, chain, &self->next[chain]) || load_changes;
	}
	self->drive_waits = false;
	if (self->fresh) {
		zout_load_snap(&self->load, self->lanes);
	}
	if (load_changes && !self->fresh) {
		zout_load_begin(&self->load);
	} else {
		apply_drives(self);
	}
	self->fresh = false;
}

/**
 * Lets the old load fade out as loud as it was where the output mode changes, and the gain does not.
 *
 * What stands behind both loads belongs to the new mode at once then, and the old load makes up for it. A ramp from the
 * one mode's to the other's would be loud while the scale of the old load is still there. With another gain it has to
 * go in step with the clip level.
 */
static void
change_mode(ZoutModel* const self, const unsigned chain)
{
	const ZoutDrive* const was = &self->drive[chain];
	const ZoutDrive* const is  = &self->next[chain];
	if (was->normalise != is->normalise && was->volts_per_fs == is->volts_per_fs) {
		zout_load_scale_old(&self->load, chain, self->lanes, zout_ramp_at(&self->post[chain], 0) / is->post);
		zout_ramp_set(&self->post[chain], is->post, 0, 0);
	}
}

void
zout_change_take_load(ZoutModel* const self)
{
	unsigned changed = 0;
	zout_load_change(&self->load, &self->timing, &self->lines);
	for (unsigned chain = 0; chain < self->chains; ++chain) {
		const ZoutCircuit* const was = &self->drive[chain].circuit;
		changed |= memcmp(was, &self->next[chain].circuit, sizeof(ZoutCircuit)) != 0 ? 1U << chain : 0U;
		change_mode(self, chain);
	}
	if (self->residual.drawing) {
		zout_demand_change(&self->load, self->kernels, &self->timing, &self->lines, changed);
	}
	apply_drives(self);
	zout_residual_part(&self->residual, &self->timing, &self->lines, self->load.fade_left);
}
