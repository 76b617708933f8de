package dk.kronborg.testbed.simulator;

import dk.kronborg.testbed.pki.CredentialFiles;
import dk.kronborg.testbed.pki.Plane;
import dk.kronborg.testbed.pki.TelemetrySigningKey;
import dk.kronborg.testbed.pki.TestAuthorities;
import dk.kronborg.testbed.pki.Use;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;

/** A device plane with authorities of its own, in a directory. */
final class TestPlane {

    private final TestAuthorities authorities;

    TestPlane(Path directory) throws IOException {
        authorities = TestAuthorities.open(new DomainId("DK.QCI"), directory, Clock.systemUTC());
    }

    Path root() {
        return authorities.root(Plane.DEVICE);
    }

    /** The credentials of a device, or of a KME as a server. */
    DriverCredentials issue(Identity identity) throws IOException {
        Use use = identity.role() == Identity.Role.KME ? Use.SERVER : Use.CLIENT;
        CredentialFiles files = authorities.credential(Plane.DEVICE, identity, EnumSet.of(use));
        TelemetrySigningKey telemetryKey = TelemetrySigningKey.create(new DeviceId(identity.id()));
        return new DriverCredentials(
                files.certificate(), files.key(), files.trust(), telemetryKey.privateKey(), telemetryKey.keyId());
    }
}
