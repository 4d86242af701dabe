# Copyright 2026 the zout developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Whether a response makes simulated programme of pink noise: reads tests/null/programme.txt and then lines "hertz real
# imaginary", adds the power of pink noise up in bands of a third of an octave, and says `ok` if one level puts all of
# them within the tolerances of the table, else which band is how far out.

FNR == 1 { ++file }
/^#/ { next }
file == 1 { centre[++n] = $1; wanted[n] = $2; tolerance[n] = $3; next }
$1 > 1 {
	band = int(10 * log($1 / 1000) / log(10) + 18.5 + 1e-9) # 1000 Hz is the 18th; the exact centres are 10^(k/10)
	if (band >= 1 && band <= n) {
		power[band] += ($2 * $2 + $3 * $3) / $1
		width[band] += 1 / $1
	}
}

END {
	least = -1000
	most = 1000
	for (k = 1; k <= n; ++k) {
		db = width[k] ? 10 * log(power[k] / width[k]) / log(10) - wanted[k] : -1000
		if (db - tolerance[k] > least) { least = db - tolerance[k]; high = k }
		if (db + tolerance[k] < most) { most = db + tolerance[k]; low = k }
	}
	if (n && least <= most) print "ok"
	else printf "%s and %s Hz are %.2f dB too far apart\n", centre[high], centre[low], least - most
}
