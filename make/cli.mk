# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The program `zout`, and the demonstration of it.

CLI_PKGS   = lilv-0 sord-0 sndfile jack jansson inih alsa soxr libsodium fftw3
# Apart, because its flags for the compiler define feature macros, which is the sources' own business
CLI_LIBS   = $$(pkg-config --libs $(CLI_PKGS) ncursesw) -lm
AUDIO_OBJS = $(patsubst %.c,$(B)/%.o,$(wildcard audio/*.c))
CLI_OBJS   = $(patsubst %.c,$(B)/%.o,$(wildcard cli/*.c cli/service/*.c catalog/*.c))

cli: $(B)/zout

# ZOUT_LV2DIR is where presets are looked for when there is no bundle beside the program, ZOUT_LV2_PATH where bundles of
# others are when LV2_PATH does not say. ZOUT_MULTIARCH is the folder in lib that Debian has for an architecture, or empty.
CLI_MULTIARCH = $$($(CC) -print-multiarch)
CLI_LV2_PATH  = ~/.lv2:/usr/local/lib/lv2:/usr/lib/$(CLI_MULTIARCH)/lv2:/usr/lib/lv2:/usr/lib64/lv2
$(AUDIO_OBJS) $(CLI_OBJS): $(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) -I. -DZOUT_LV2DIR='"$(LV2DIR)"' -DZOUT_LV2_PATH="\"$(CLI_LV2_PATH)\"" \
		-DZOUT_MULTIARCH="\"$(CLI_MULTIARCH)\"" $$(pkg-config --cflags $(CLI_PKGS)) -MMD -MP -c -o $@ $<

$(B)/zout: $(CLI_OBJS) $(AUDIO_OBJS) $(ABX_OBJS) $(MEASURE_OBJS) $(DSP_OBJS)
	@echo "  LINK    $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(BIND_NOW) -o $@ $^ $(CLI_LIBS)

# The tools of the demonstration. `measure` reads presets as the program does, so it shares its objects.
$(B)/demo/jackloop: tests/tools/jackloop.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) $$(pkg-config --cflags sndfile jack) -MMD -MP -MT $@ -MF $@.d $(LDFLAGS) -o $@ $< \
		$$(pkg-config --libs sndfile jack)

$(B)/demo/join: demo/join.c $(AUDIO_OBJS) $(DSP_OBJS)
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) -I. -MMD -MP -MT $@ -MF $@.d $(LDFLAGS) -o $@ $(filter %.c %.o,$^) \
		$$(pkg-config --libs sndfile jack soxr alsa) -lm

$(B)/demo/measure: demo/measure.c $(filter-out $(B)/cli/main.o,$(CLI_OBJS)) $(AUDIO_OBJS) $(ABX_OBJS) $(MEASURE_OBJS) $(DSP_OBJS)
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) -I. $$(pkg-config --cflags $(CLI_PKGS)) -MMD -MP -MT $@ -MF $@.d $(LDFLAGS) -o $@ \
		$(filter %.c %.o,$^) $(CLI_LIBS)

run-demo: cli plugin $(B)/demo/jackloop $(B)/demo/join $(B)/demo/measure
	$(Q)B='$(B)' demo/demo.sh

# The fade of live audio, and the audio thread's half of it
TEST_OBJS_test_engine = $(patsubst %,$(B)/audio/%.o,engine engine_process engine_output load_meter status)

# The same with another thread between two steps of one
$(B)/tests/turns/engine_process.o: TURNS = tests/turns.h
$(B)/tests/turns/engine.o: TURNS = tests/turn_stores.h
$(B)/tests/turns/%.o: audio/%.c
	@mkdir -p $(@D)
	@echo "  CC      $<"
	$(Q)$(CC) $(ALL_CFLAGS) -I. -include $(TURNS) -MMD -MP -c -o $@ $<

TEST_OBJS_test_engine_turns = $(patsubst %,$(B)/audio/%.o,engine_output load_meter status) \
	$(patsubst %,$(B)/tests/turns/%.o,engine engine_process)
TEST_LIBS_test_engine_turns = -Wl,--wrap=zout_model_new -Wl,--wrap=zout_model_free

# The memory of connections
TEST_OBJS_test_links = $(patsubst %,$(B)/audio/%.o,jack_links jack_memory jack_wishes engine engine_process engine_output load_meter status)
TEST_LIBS_test_links = -Wl,--wrap=strdup

# Audio files
TEST_OBJS_test_writer = $(patsubst %,$(B)/audio/%.o,container replacement sink status target write_all writer)

# The logic of the service, and the engine that does what it wants
TEST_OBJS_test_service = $(patsubst %,$(B)/%.o,audio/engine audio/engine_output audio/engine_process audio/load_meter \
	audio/status audio/wire catalog/value cli/service/desk cli/service/safety cli/service/scene_values)

# The thread that writes the state, without a disk
TEST_OBJS_test_state_writer = $(B)/cli/service/state_writer.o $(B)/audio/status.o
TEST_LIBS_test_state_writer = -pthread -Wl,--wrap=zout_state_write

# The control socket without a service behind it
TEST_OBJS_test_control = $(patsubst %,$(B)/%.o,audio/status cli/service/client cli/service/control cli/service/control_open \
	cli/service/paths)

.PHONY: run-demo
