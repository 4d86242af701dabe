# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes each record in a file of any kind to record-1.json, record-2.json, ... The same lines stand in
# docs/abx-plugin.md.
/^\t"schema": "urn:zout:abx-record:/ { file = "record-" ++n ".json"; print "{" >file }
file { print >file }
/^}$/ { file = "" }
