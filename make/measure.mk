# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The analyser: stimuli, spectra and figures of merit. FFTW and the core, no audio server, no input or output.

MEASURE_PKGS = fftw3
MEASURE_OBJS = $(patsubst %.c,$(B)/%.o,$(wildcard measure/*.c))

$(MEASURE_OBJS): $(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) -I. $$(pkg-config --cflags $(MEASURE_PKGS)) -MMD -MP -c -o $@ $<

# Tests of the analyser, and of the suite that runs it on the model
$(foreach name,spectrum products response model levels,$(eval TEST_OBJS_test_measure_$(name) = $(MEASURE_OBJS)))
