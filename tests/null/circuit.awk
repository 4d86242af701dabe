# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A circuit for ngspice from lines "symbol value", as presets have them: 1 V behind the bandwidth pole drives the
# headphone at node `out` through output impedance and capacitor.

{ value[$1] = $2 }

# What is written in series next to node n0, n1 and so on
function series(name, size) {
	printf "%s n%d n%d %.12g\n", name, node, node + 1, size
}

END {
	two_pi = 8 * atan2(1, 1)
	print "* a headphone and what drives it"
	print "Vs amp 0 dc 0 ac 1\nRbw amp pole 1"
	printf "Cbw pole 0 %.12g\nEamp driven 0 pole 0 1\n", 1 / (two_pi * 1e3 * value["bandwidth"])
	printf "Rout driven coupled %.12g\n", value["output_impedance"]
	if (value["output_capacitor"] > 0)
		printf "Cout coupled out %.12g\n", 1e-6 * value["output_capacitor"]
	else
		print "Vout coupled out 0"

	printf "Re out n0 %.12g\n", value["resistance"]
	if (value["inductance"] > 0) {
		series("Le", 1e-3 * value["inductance"])
		if (value["eddy"] > 0) series("Reddy", value["eddy"])
		++node
	}
	# R / (1 + Q (s/w + w/s)) is R, R / (w Q) henry and Q / (w R) farad in parallel
	for (k = 1; k <= 3; ++k) {
		r = value["r" k]
		w = two_pi * value["f" k]
		q = value["q" k]
		if (r > 0) {
			series("Rt" k, r)
			series("Lt" k, r / (w * q))
			series("Ct" k, q / (w * r))
			++node
		}
	}
	printf "Vend n%d 0 0\n", node
}
