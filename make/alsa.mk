# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The ALSA module, with which any program plays through PCMs of type `zout`.

ALSADIR ?= $(LIBDIR)/alsa-lib

ALSA_MODULE = $(B)/alsa-lib/libasound_module_pcm_zout.so
ALSA_PKGS   = alsa lilv-0 sord-0
ALSA_OBJS   = $(patsubst %.c,$(B)/%.o,$(wildcard alsa/*.c))
ALSA_SHARED = $(patsubst %.c,$(B)/%.o,$(wildcard catalog/*.c)) \
	$(addprefix $(B)/audio/,alsa_format.o engine.o engine_output.o engine_process.o load_meter.o status.o wire.o)

alsa: $(ALSA_MODULE)

# PIC selects ALSA's entry points for modules that are loaded.
$(ALSA_OBJS): $(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) -DPIC -I. $$(pkg-config --cflags $(ALSA_PKGS)) -MMD -MP -c -o $@ $<

# Every symbol must be found at once, and none of ours may meet those of the program that loads it.
$(ALSA_MODULE): $(ALSA_OBJS) $(ALSA_SHARED) $(DSP_OBJS)
	@mkdir -p $(@D)
	@echo "  LINK    $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(BIND_NOW) -shared -Wl,-z,defs -o $@ $^ $$(pkg-config --libs $(ALSA_PKGS)) -lm

# ALSA itself looks in one folder only, which its packager chose.
install: install-alsa

install-alsa: alsa
	$(Q)$(INSTALL) -d "$(DESTDIR)$(ALSADIR)"
	$(Q)$(INSTALL) -m 644 $(ALSA_MODULE) "$(DESTDIR)$(ALSADIR)/libasound_module_pcm_zout.so"
	@echo "Installed the ALSA module $(ALSADIR)/libasound_module_pcm_zout.so"
	@if [ "$(ALSADIR)" != "$$(pkg-config --variable=libdir alsa)/alsa-lib" ]; then \
		echo "ALSA does not search $(ALSADIR) by itself. Write into ~/.asoundrc or /etc/asound.conf"; \
		echo "  pcm_type.zout { lib \"$(ALSADIR)/libasound_module_pcm_zout.so\" }"; \
	fi

uninstall: uninstall-alsa

uninstall-alsa:
	$(Q)rm -f "$(DESTDIR)$(ALSADIR)/libasound_module_pcm_zout.so"

# A sound card of files for tests
ALSA_STAGE = $(B)/tests/alsa/libasound_module_pcm_stage.so

tests: $(ALSA_STAGE)

$(ALSA_STAGE): tests/alsa/pcm_stage.c
	@mkdir -p $(@D)
	@echo "  TOOL    $<"
	$(Q)$(CC) $(ALL_CFLAGS) -DPIC -fvisibility=default $$(pkg-config --cflags alsa) -MMD -MP -MT $@ -MF $@.d $(LDFLAGS) \
		-shared -Wl,-z,defs -o $@ $< $$(pkg-config --libs alsa)

# The backend between two of them
ALSA_RIG = $(B)/tests/alsa/rig.o $(AUDIO_OBJS)

$(B)/tests/alsa/rig.o: tests/alsa/rig.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) $(TEST_CFLAGS) $$(pkg-config --cflags $(TEST_PKGS)) -MMD -MP -c -o $@ $<

TEST_OBJS_test_alsa_wire   = $(ALSA_RIG)
TEST_OBJS_test_alsa_faults = $(ALSA_RIG)
TEST_OBJS_test_follow      = $(B)/alsa/follow.o

.PHONY: alsa install-alsa uninstall-alsa
