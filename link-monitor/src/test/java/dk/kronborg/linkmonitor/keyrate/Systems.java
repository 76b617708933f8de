package dk.kronborg.linkmonitor.keyrate;

import dk.kronborg.topology.network.CvQkdParameters;
import dk.kronborg.topology.network.CvQkdParameters.Detection;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;

/** CV-QKD systems to compute with. */
final class Systems {

    private Systems() {}

    /** The defaults of the published tables, over fibre of 0.2 dB/km. */
    static CvQkdParameters standard(Detection detection) {
        return of(4, 0.6, 0.05, 0.95, detection, DetectorTrust.TRUSTED, 1_000_000_000);
    }

    static CvQkdParameters of(
            double modulation,
            double efficiency,
            double electronicNoise,
            double reconciliation,
            Detection detection,
            DetectorTrust trust,
            long blockSymbols) {
        return new CvQkdParameters(
                modulation,
                0.01,
                detection,
                efficiency,
                electronicNoise,
                trust,
                reconciliation,
                0.1,
                1e8,
                blockSymbols,
                blockSymbols / 2,
                1);
    }

    static QuantumChannel channel(double lossDb, double excessNoise) {
        return new QuantumChannel(new LossDb(lossDb).transmittance(), excessNoise);
    }
}
