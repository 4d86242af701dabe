# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The LV2 bundle, complete in $(BUNDLE): LV2_PATH=$(B)/lv2 is all that a host needs to find it. $(B) does as well, but
# there hosts complain of every other folder that it is no bundle.

BUNDLE       = $(B)/zout.lv2
PLUGIN_SRCS  = plugin/zout_amp.c
PLUGIN_OBJS  = $(PLUGIN_SRCS:%.c=$(B)/%.o)
PRESETS      = $(sort $(wildcard presets/amps/*.ttl presets/phones/*.ttl))
PRESET_DIRS  = presets/amps presets/phones
BUNDLE_FILES = $(BUNDLE)/zout.so $(BUNDLE)/amp.ttl $(BUNDLE)/manifest.ttl $(BUNDLE)/ns.ttl $(B)/presets.stamp

# LV2 has no major version and its minor must never fall: 1.2.3 becomes 102.3.
LV2_MINOR = $(shell echo $(VERSION) | awk -F. '{print 100 * $$1 + $$2}')
LV2_MICRO = $(word 3,$(subst ., ,$(VERSION)))

plugin: $(BUNDLE_FILES) $(B)/lv2/zout.lv2

$(B)/lv2/zout.lv2:
	@mkdir -p $(@D)
	$(Q)ln -s ../zout.lv2 $@

$(B)/plugin/%.o: plugin/%.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) -I. $$(pkg-config --cflags lv2) -MMD -c -o $@ $<

# Every symbol must be found at once: a host would find out only when a user loads the plugin.
$(BUNDLE)/zout.so: $(PLUGIN_OBJS) $(DSP_OBJS)
	@mkdir -p $(@D)
	@echo "  LINK    $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(BIND_NOW) -shared -Wl,-z,defs -o $@ $^ -lm

$(BUNDLE)/amp.ttl: ttl/amp.ttl.in $(filter-out ttl/amp.ttl.in ttl/manifest.ttl.in,$(wildcard ttl/*.ttl.in)) make/ttl.awk \
		Makefile
	@mkdir -p $(@D)
	@echo "  TTL     $@"
	$(Q)awk -v dir=ttl -v minor=$(LV2_MINOR) -v micro=$(LV2_MICRO) -f make/ttl.awk $< >$@.tmp
	$(Q)mv $@.tmp $@

$(BUNDLE)/manifest.ttl: ttl/manifest.ttl.in make/presets.sh $(PRESETS) $(ABX_PRESETS) $(PRESET_DIRS)
	@mkdir -p $(@D)
	@echo "  TTL     $@"
	$(Q)cp $< $@.tmp
	$(Q)sh make/presets.sh $(PRESETS) $(ABX_PRESETS) >>$@.tmp
	$(Q)mv $@.tmp $@

$(BUNDLE)/ns.ttl: ttl/ns.ttl
	@mkdir -p $(@D)
	$(Q)cp $< $@

# The folders are prerequisites, and all files are copied anew, so that a preset that is gone leaves the bundle too.
$(B)/presets.stamp: $(PRESETS) $(ABX_PRESETS) $(PRESET_DIRS)
	@echo "  COPY    $(BUNDLE)/presets"
	$(Q)rm -rf $(BUNDLE)/presets
	$(Q)mkdir -p $(PRESET_DIRS:%=$(BUNDLE)/%) $(ABX_BANKS:%=$(BUNDLE)/presets/%)
	$(Q)for p in $(PRESETS) $(ABX_PRESETS:$(B)/%=%); do \
		{ [ -f $$p ] && cp $$p $(BUNDLE)/$$p; } || cp $(B)/$$p $(BUNDLE)/$$p || exit 1; \
	done
	$(Q)touch $@
