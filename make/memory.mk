# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Copies of what is shipped in which every allocation can be made to fail, in $(B)/tests/memory (see
# tests/memory/failing.h).

MEMORY           = $(B)/tests/memory
MEMORY_WRAPS     = malloc calloc aligned_alloc realloc strdup realpath getline open_memstream free
MEMORY_LIB_WRAPS = fftw_alloc_real fftw_alloc_complex fftw_free fftw_plan_dft_r2c_1d fftw_plan_dft_c2r_1d \
	fftw_destroy_plan soxr_create soxr_delete pthread_create regcomp regfree ini_parse_stream
MEMORY_TURTLE_WRAPS = lilv_world_new lilv_world_free sord_world_new sord_world_free sord_new sord_free
MEMORY_ALSA_WRAPS   = snd_pcm_hw_params_malloc snd_pcm_hw_params_free snd_pcm_sw_params_malloc snd_pcm_sw_params_free \
	snd_pcm_ioplug_create snd_config_copy snd_config_make_compound snd_config_imake_string snd_config_add snd_config_delete
MEMORY_COPIES    = $(addprefix $(MEMORY)/,zout zout.so abx.so libasound_module_pcm_zout.so)

tests: $(MEMORY_COPIES)

$(MEMORY)/%.o: tests/memory/%.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) $(TEST_CFLAGS) $$(pkg-config --cflags $(CLI_PKGS)) -MMD -MP -c -o $@ $<

MEMORY_LINK = @echo "  LINK    $@"; $(CC) $(CFLAGS) $(LDFLAGS) $(MEMORY_WRAPS:%=-Wl,--wrap=%) -o $@ $^

$(MEMORY)/zout: $(addprefix $(MEMORY)/,failing.o failing_libraries.o failing_turtle.o) $(CLI_OBJS) $(AUDIO_OBJS) $(ABX_OBJS) \
		$(MEASURE_OBJS) $(DSP_OBJS)
	$(MEMORY_LINK) $(MEMORY_LIB_WRAPS:%=-Wl,--wrap=%) $(MEMORY_TURTLE_WRAPS:%=-Wl,--wrap=%) $(CLI_LIBS) -pthread

$(MEMORY)/zout.so: $(MEMORY)/failing.o $(PLUGIN_OBJS) $(DSP_OBJS)
	$(MEMORY_LINK) -shared -Wl,-z,defs -lm

$(MEMORY)/abx.so: $(MEMORY)/failing.o $(ABX_PLUGIN_OBJS) $(ABX_OBJS) $(DSP_OBJS)
	$(MEMORY_LINK) -shared -Wl,-z,defs $(ABX_STATIC_LIBS) -lm

$(MEMORY)/libasound_module_pcm_zout.so: $(addprefix $(MEMORY)/,failing.o failing_turtle.o failing_alsa.o) $(ALSA_OBJS) \
		$(ALSA_SHARED) $(DSP_OBJS)
	$(MEMORY_LINK) -shared -Wl,-z,defs $(MEMORY_TURTLE_WRAPS:%=-Wl,--wrap=%) $(MEMORY_ALSA_WRAPS:%=-Wl,--wrap=%) \
		$$(pkg-config --libs $(ALSA_PKGS)) -lm

TEST_OBJS_test_memory_plugins = $(BLIND_RIG)
TEST_LIBS_test_memory_plugins = $(ABX_LIBS) -ldl
