package dk.kronborg.console;

import dk.kronborg.console.access.Caller;
import dk.kronborg.linkmonitor.intake.DeviceKeys;
import dk.kronborg.linkmonitor.keyrate.PlannedKeyRate;
import dk.kronborg.topology.network.Fault;
import dk.kronborg.topology.network.InvalidNetworkException;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.planning.Admission;
import dk.kronborg.topology.version.Authorship;
import dk.kronborg.topology.version.Description;
import dk.kronborg.topology.version.NetworkHistory;
import dk.kronborg.topology.version.Outcome;
import dk.kronborg.topology.version.VersionTag;
import dk.kronborg.topology.yaml.NetworkYaml;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What requests that change the network have in common. */
final class NetworkRequest {

    static final String YAML = "application/yaml";

    /** One whole network is in hand at a time: two would need twice the memory. */
    private static final ReentrantLock ONE = new ReentrantLock(true);

    private NetworkRequest() {}

    /** Does something with a whole network, one at a time. */
    static <T> T alone(Supplier<T> work) {
        ONE.lock();
        try {
            return work.get();
        } finally {
            ONE.unlock();
        }
    }

    /**
     * The network that a request brings.
     *
     * @throws InvalidNetworkException if the document describes none, one that cannot keep what it guarantees, or one whose
     *     links cannot be watched
     */
    static Description description(byte @Nullable [] body) {
        Description description = NetworkYaml.describe(text(body));
        Network network = description.network();
        List<Fault> faults = new ArrayList<>(DeviceKeys.faults(network));
        faults.addAll(incalculable(network.links()));
        if (faults.isEmpty() && !network.guarantees().isEmpty()) {
            faults.addAll(Admission.faults(network, PlanningResource::rate));
        }
        if (!faults.isEmpty()) {
            throw new InvalidNetworkException(faults);
        }
        return description;
    }

    private static List<Fault> incalculable(List<Link> links) {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            try {
                PlannedKeyRate.of(link);
            } catch (IllegalArgumentException e) {
                faults.add(new Fault(
                        "links[" + i + ']', "what link " + link.id() + " makes cannot be computed: " + e.getMessage()));
            }
        }
        return faults;
    }

    static String text(byte @Nullable [] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body == null ? new byte[0] : body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw RefusedRequestException.invalid("the body is text in UTF-8");
        }
    }

    static Authorship by(Caller caller, @Nullable String why) {
        if (why == null) {
            throw RefusedRequestException.invalid("why is missing");
        }
        return Parameters.checked(() -> new Authorship(caller.name(), why, Instant.now()));
    }

    /** The version in force, if the request is for it. */
    static VersionTag base(@Nullable String ifMatch, NetworkHistory history) {
        if (ifMatch == null) {
            throw new RefusedRequestException(
                    Response.Status.PRECONDITION_REQUIRED,
                    "The header If-Match names the version that is changed, as ETag of GET /api/v1/network names it");
        }
        VersionTag inForce = history.inForce().tag();
        if (!ifMatch.equals(quoted(inForce))) {
            throw overtaken(inForce);
        }
        return inForce;
    }

    static String quoted(VersionTag tag) {
        return '"' + tag.toString() + '"';
    }

    static RefusedRequestException overtaken(VersionTag inForce) {
        return new RefusedRequestException(
                Response.Status.PRECONDITION_FAILED,
                "Version " + inForce + " is in force; make the change to that one, if it is still wanted");
    }

    /** What is refused, in whatever way it was asked for. */
    static RefusedRequestException refused(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Overtaken(VersionTag inForce) -> overtaken(inForce);
            case Outcome.NeedsApproval needs ->
                conflict("Two officers have to approve this: POST it to /api/v1/network/proposals");
            case Outcome.NeedsNoApproval needsNone -> conflict("This touches no security: PUT it to /api/v1/network");
            case Outcome.NotOpen closed -> conflict("This proposal is not open any more");
            case Outcome.Full(String what) -> conflict(what);
            case Outcome.NotApproved(var faults) ->
                RefusedRequestException.invalid("This approves nothing: " + String.join("; ", faults));
            case Outcome.NoSuccession(String why) -> RefusedRequestException.invalid("authorities: " + why);
            case Outcome.Unchanged same -> conflict("This says what is in force already");
            case Outcome.InForce done -> throw new IllegalStateException("not refused: " + done);
            case Outcome.Proposed done -> throw new IllegalStateException("not refused: " + done);
            case Outcome.Kept done -> throw new IllegalStateException("not refused: " + done);
        };
    }

    private static RefusedRequestException conflict(String detail) {
        return new RefusedRequestException(Response.Status.CONFLICT, detail);
    }

    static Response document(String document, VersionTag tag) {
        return Response.ok(document, YAML).header(HttpHeaders.ETAG, quoted(tag)).build();
    }
}
