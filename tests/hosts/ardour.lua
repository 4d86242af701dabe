-- Copyright 2026 the zout developers
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Makes an Ardour session with two stereo tracks, `dry`, and `wet` with the plugin, without a sound card or a screen.
--
--   ardour7-lua ardour.lua DIR URI [STEP]...
--
-- Steps are done in their order: `preset LABEL`, `set NAME=VALUE` and `until NAME=VALUE`, with names of ports as the
-- plugin's description gives them. Prints "latency FRAMES" and, when the session has been saved, "saved".

local dir, uri = arg[1], arg[2]
local poll_s, most_polls = 0.02, 3000
local settling_cycles, settling_ms = 8, 10000

AudioEngine:set_backend("None (Dummy)", "", "")
local session = assert(create_session(dir, "hosted", 48000), "no session")
Session = session
for _, name in ipairs({ "dry", "wet" }) do
	session:new_audio_track(2, 2, nil, 1, name, ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true)
end
local track = session:route_by_name("wet")
local processor = ARDOUR.LuaAPI.new_plugin(session, uri, ARDOUR.PluginType.LV2, "")
assert(not processor:isnil(), "no plugin")
assert(track:add_processor_by_index(processor, 0, nil, true) == 0, "the track does not take the plugin")
local plugin = processor:to_insert():plugin(0)

-- By the name of a control the number by which Ardour knows it: inputs and outputs are counted together
local number, controls = {}, 0
for port = 0, plugin:parameter_count() - 1 do
	if plugin:parameter_is_control(port) then
		local _, found = plugin:get_parameter_descriptor(port, ARDOUR.ParameterDescriptor())
		number[found[2].label] = controls
		controls = controls + 1
	end
end

local steps = {}
function steps.preset(label)
	local preset = plugin:preset_by_label(label)
	return preset.valid and plugin:load_preset(preset)
end
function steps.set(assignment)
	local name, value = assignment:match("^(.*)=(.*)$")
	return ARDOUR.LuaAPI.set_processor_param(processor, assert(number[name], name), tonumber(value))
end
steps["until"] = function(assignment)
	local name, value = assignment:match("^(.*)=(.*)$")
	for _ = 1, most_polls do
		if ARDOUR.LuaAPI.get_processor_param(processor, assert(number[name], name)) == tonumber(value) then
			return true
		end
		sleep(poll_s)
	end
	return false
end
-- What a trigger is in the plugin's first block is no rise of it: let that block go by
assert(ARDOUR.LuaAPI.wait_for_process_callback(settling_cycles, settling_ms), "the engine stands still")
for i = 3, #arg do
	local what, with = arg[i]:match("^(%l+) (.*)$")
	assert(steps[what](with), "failed: " .. arg[i])
end

-- What was set last is Ardour's own when a cycle or two have passed, and saved only then
assert(ARDOUR.LuaAPI.wait_for_process_callback(settling_cycles, settling_ms), "the engine stands still")

print("latency " .. processor:to_insert():signal_latency())
session:save_state("")
print("saved")
session, Session = nil, nil
close_session()
quit()
