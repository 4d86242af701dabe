# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Presets of the plugin for blind tests: every amplifier as A and as B, every headphone, and comparisons. Made in
# $(B)/presets, in folders that are named like their banks.

ABX_AMPS    = $(notdir $(wildcard presets/amps/*.ttl))
ABX_PHONES  = $(notdir $(wildcard presets/phones/*.ttl))
ABX_SCENES  = $(notdir $(wildcard presets/abx/*.ttl.in))
ABX_BANKS   = abx abx-a abx-b abx-phones
ABX_PRESETS = $(sort $(ABX_SCENES:%.ttl.in=$(B)/presets/abx/%.ttl) $(ABX_AMPS:%=$(B)/presets/abx-a/%) \
	$(ABX_AMPS:%=$(B)/presets/abx-b/%) $(ABX_PHONES:%=$(B)/presets/abx-phones/%))

define make_preset
	@mkdir -p $(@D)
	$(Q)awk $(1) -f make/abx_presets.awk $< >$@.tmp
	$(Q)mv $@.tmp $@
endef

$(B)/presets/abx/%.ttl: presets/abx/%.ttl.in make/abx_presets.awk $(wildcard presets/*/*.ttl)
	$(call make_preset,-v dir=presets)

$(B)/presets/abx-a/%.ttl: presets/amps/%.ttl make/abx_presets.awk
	$(call make_preset,-v bank=abx-a -v prefix=a_ -v name=A)

$(B)/presets/abx-b/%.ttl: presets/amps/%.ttl make/abx_presets.awk
	$(call make_preset,-v bank=abx-b -v prefix=b_ -v name=B)

$(B)/presets/abx-phones/%.ttl: presets/phones/%.ttl make/abx_presets.awk
	$(call make_preset,-v bank=abx-phones)
