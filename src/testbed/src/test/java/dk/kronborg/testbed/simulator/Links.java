package dk.kronborg.testbed.simulator;

import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.CvQkdParameters;
import dk.kronborg.topology.network.CvQkdParameters.Detection;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Technology;
import java.util.Optional;

/** Links to simulate. */
final class Links {

    private Links() {}

    /** 2 km between two ministries; blocks of 10 s. */
    static Link metro() {
        return of(2.0, 1.9, 1_000_000_000L, 0.1);
    }

    static Link of(double km, double lossDb, long blockSymbols, double share) {
        return new Link(
                new LinkId("MFA-MOD"),
                Technology.CV_QKD,
                km,
                lossDb,
                new LinkEnd(new DeviceId("MFA-MOD-TX"), new KmeId("KME-MFA"), Optional.empty()),
                new LinkEnd(new DeviceId("MFA-MOD-RX"), new KmeId("KME-MOD"), Optional.empty()),
                Optional.of(new CvQkdParameters(
                        4,
                        0.01,
                        Detection.HETERODYNE,
                        0.6,
                        0.05,
                        DetectorTrust.TRUSTED,
                        0.95,
                        0.1,
                        1e8,
                        blockSymbols,
                        blockSymbols / 2,
                        share)));
    }
}
