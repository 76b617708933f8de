package dk.kronborg.linkmonitor.alarm;

import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.SaePair;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Five sites in a ring, A to E, with a link between neighbours; B-C and C-D lie in cable NORTH. */
public final class Ring {

    static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");

    private Ring() {}

    /** With pairs of neighbours A and B, of A and C, which have no link, and of two at site A. */
    public static Network network() {
        try (InputStream in = NetworkYaml.class.getResourceAsStream("/networks/technologies.yaml")) {
            if (in == null) {
                throw new IllegalStateException("the network is missing on the class path");
            }
            Network plan = NetworkYaml.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            List<SaePair> pairs = List.of(
                    pair("SAE-A-1", "SAE-B-1"),
                    pair("SAE-A-1", "SAE-C-1"),
                    pair("SAE-A-1", "SAE-A-2"),
                    pair("SAE-B-2", "SAE-C-2"),
                    pair("SAE-C-1", "SAE-D-1"),
                    pair("SAE-D-2", "SAE-E-2"));
            return new Network(plan.domain(), plan.sites(), plan.kmes(), plan.saes(), plan.links(), pairs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SaePair pair(String one, String other) {
        return new SaePair(new SaeId(one), new SaeId(other));
    }

    /** An alarm that is active since noon. */
    static Alarm active(String resource, AlarmKind kind, Severity severity) {
        return active(resource, kind, severity, false);
    }

    static Alarm active(String resource, AlarmKind kind, Severity severity, boolean planned) {
        return Alarm.raised(
                UUID.randomUUID(),
                new Condition(Resource.parse(resource), kind, "", severity, "", Evidence.of(Map.of())),
                NOON,
                planned);
    }
}
