# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The core: libc and libm only. $(DSP_OBJS) is what programs, plugin and tests link.

# How far the core is optimised, in spite of CFLAGS
DSP_OPT ?= -O3

DSP_ARCH = $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))

# dsp/simd/kernels.c once for each instruction set: name of the table, vector bytes, flags. The scalar table is the
# specification: nothing fused, nothing vectorised.
#
# A loop has copies, for whole vectors and for what is left, and which one a frame meets depends on the host's blocks. gcc
# fuses alike in all copies; clang does so only if it is to stay within an expression ("on", which gcc takes for "off").
FUSED            := -ffp-contract=$(if $(findstring clang,$(shell $(CC) --version)),on,fast)
KERNELS_scalar    = -DZOUT_KERNELS=zout_kernels_scalar -DZOUT_ISA_NAME='"scalar"' -DZOUT_VECTOR_BYTES=0 -fno-tree-vectorize
KERNELS_x86_64    = -DZOUT_KERNELS=zout_kernels_x86_64 -DZOUT_ISA_NAME='"x86-64"' -DZOUT_VECTOR_BYTES=16
KERNELS_x86_64_v3 = -DZOUT_KERNELS=zout_kernels_x86_64_v3 -DZOUT_ISA_NAME='"x86-64-v3"' -DZOUT_VECTOR_BYTES=32 \
	-march=x86-64-v3 $(FUSED)
KERNELS_aarch64   = -DZOUT_KERNELS=zout_kernels_aarch64 -DZOUT_ISA_NAME='"aarch64"' -DZOUT_VECTOR_BYTES=16 \
	$(FUSED)

ifeq ($(DSP_ARCH),x86_64)
DSP_ISAS = scalar x86_64 x86_64_v3
else ifeq ($(DSP_ARCH),aarch64)
DSP_ISAS = scalar aarch64
else
DSP_ISAS = scalar
endif

DSP_SRCS = $(wildcard dsp/*.c) dsp/simd/dispatch.c
DSP_OBJS = $(DSP_SRCS:%.c=$(B)/%.o) $(DSP_ISAS:%=$(B)/dsp/simd/kernels_%.o)

$(B)/dsp/%.o: dsp/%.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) $(DSP_OPT) -MMD -MP -c -o $@ $<

$(B)/dsp/simd/kernels_%.o: dsp/simd/kernels.c
	@mkdir -p $(@D)
	@echo "  CC      $< ($*)"
	$(Q)$(CC) $(ALL_CFLAGS) $(DSP_OPT) $(KERNELS_$*) -MMD -MP -c -o $@ $<
