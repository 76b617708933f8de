package dk.kronborg.topology.enrolment.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.topology.enrolment.CodeKey;
import dk.kronborg.topology.enrolment.EnrolmentRequest;
import dk.kronborg.topology.enrolment.EnrolmentRequest.Statement;
import dk.kronborg.topology.enrolment.Invitation;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.json.CanonicalJson;
import dk.kronborg.topology.map.KeySignature;
import dk.kronborg.topology.map.MapPins;
import dk.kronborg.topology.map.Pin;
import dk.kronborg.topology.map.SigningKey;
import dk.kronborg.topology.map.json.MalformedException;
import dk.kronborg.topology.map.json.MapJson;
import dk.kronborg.topology.map.json.StrictTree;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** {@code kronborg-invitation/1} and {@code kronborg-enrolment/1}, canonical (RFC 8785): docs/enrolment.md. */
public final class EnrolmentJson {

    /** Longest file of either kind, bytes. */
    public static final int MOST_BYTES = 65_536;

    /** Planes of a KME, each with a certificate of its own. */
    public static final List<String> PLANES = List.of("device", "operator", "peer", "sae");

    private static final String INVITATION = "kronborg-invitation/1";
    private static final String REQUEST = "kronborg-enrolment/1";
    private static final String SEAL = "seal";
    private static final String IDENTITY = "identity";

    private EnrolmentJson() {}

    /** An invitation, sealed. */
    public static String write(Invitation invitation, CodeKey code) {
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        MapPins pins = invitation.pins();
        file.put("format", INVITATION)
                .put("invitation", invitation.id().toString())
                .put("domain", pins.domain().value())
                .put("kme", pins.kme().value())
                .put("map_version", pins.atLeast())
                .put("map_plane", invitation.centre().toString())
                .put("expires", invitation.expires().toString());
        put(file, "centre", pins.centre());
        put(file, "officers", pins.officers());
        return CanonicalJson.of(file.put(SEAL, code.seal(CanonicalJson.of(file))));
    }

    private static void put(ObjectNode file, String name, Collection<Pin> pins) {
        var list = file.putArray(name);
        pins.stream().sorted().forEach(pin -> list.add(pin.text()));
    }

    /**
     * Reads an invitation that was sealed by that code.
     *
     * @throws MalformedException if it is none, or another code sealed it; the message says which
     */
    public static Invitation readInvitation(byte[] bytes, CodeKey code) throws MalformedException {
        Invitation invitation = readKept(bytes);
        if (!Arrays.equals(write(invitation, code).getBytes(StandardCharsets.UTF_8), bytes)) {
            throw new MalformedException(
                    "the one-time code is not that of this invitation, or the invitation was changed on its way");
        }
        return invitation;
    }

    /**
     * Reads an invitation that was checked by its code before, and kept since.
     *
     * @throws MalformedException if it is none
     */
    public static Invitation readKept(byte[] bytes) throws MalformedException {
        StrictTree tree = StrictTree.read(bytes, MOST_BYTES);
        return checked(
                tree,
                INVITATION,
                () -> new Invitation(
                        UUID.fromString(tree.text("invitation")),
                        new MapPins(
                                new DomainId(tree.text("domain")),
                                new KmeId(tree.text("kme")),
                                pins(tree, "centre", 8),
                                pins(tree, "officers", 16),
                                Optional.empty(),
                                tree.number("map_version")),
                        URI.create(tree.text("map_plane")),
                        Instant.parse(tree.text("expires"))));
    }

    private static Set<Pin> pins(StrictTree tree, String name, int most) throws MalformedException {
        return Set.copyOf(tree.texts(name, most).stream().map(Pin::new).toList());
    }

    /** A KME's request, signed and sealed. */
    public static String write(
            Invitation answered, Map<String, String> certificates, SigningKey identity, CodeKey code) {
        ObjectNode statement = statement(
                answered.id(), answered.pins().domain(), answered.pins().kme(), new TreeMap<>(certificates));
        String text = CanonicalJson.of(statement);
        return whole(statement, identity.sign(text.getBytes(StandardCharsets.UTF_8)), code.seal(text));
    }

    private static ObjectNode statement(
            UUID invitation, DomainId domain, KmeId kme, SortedMap<String, String> certificates) {
        ObjectNode statement = JsonNodeFactory.instance.objectNode();
        statement
                .put("format", REQUEST)
                .put("invitation", invitation.toString())
                .put("domain", domain.value())
                .put("kme", kme.value());
        ObjectNode requests = statement.putObject("certificates");
        certificates.forEach(requests::put);
        return statement;
    }

    private static String whole(ObjectNode statement, KeySignature identity, String seal) {
        statement.putObject(IDENTITY).put("key", identity.key()).put("signature", identity.signature());
        return CanonicalJson.of(statement.put(SEAL, seal));
    }

    /**
     * Reads a request; whether it is signed and sealed is for the caller to see.
     *
     * @throws MalformedException if it is none in its one form
     */
    public static EnrolmentRequest readRequest(byte[] bytes) throws MalformedException {
        StrictTree tree = StrictTree.read(bytes, MOST_BYTES);
        return checked(tree, REQUEST, () -> {
            UUID invitation = UUID.fromString(tree.text("invitation"));
            DomainId domain = new DomainId(tree.text("domain"));
            KmeId kme = new KmeId(tree.text("kme"));
            SortedMap<String, String> certificates = new TreeMap<>();
            for (String plane : PLANES) {
                certificates.put(plane, tree.object("certificates").text(plane));
            }
            KeySignature identity = MapJson.signature(tree.object(IDENTITY));
            String seal = tree.text(SEAL);
            ObjectNode statement = statement(invitation, domain, kme, certificates);
            Statement said = new Statement(invitation, domain, kme, certificates, CanonicalJson.of(statement));
            if (!Arrays.equals(whole(statement, identity, seal).getBytes(StandardCharsets.UTF_8), bytes)) {
                throw new MalformedException(
                        "it is not in canonical form (RFC 8785), or has other members than it may have");
            }
            return new EnrolmentRequest(said, identity, seal);
        });
    }

    /** Reads something that may be wrong in its own ways. */
    private interface Reading<T> {
        T read() throws MalformedException;
    }

    private static <T> T checked(StrictTree tree, String format, Reading<T> reading) throws MalformedException {
        if (!tree.text("format").equals(format)) {
            throw new MalformedException("format is " + format);
        }
        try {
            return reading.read();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new MalformedException(String.valueOf(e.getMessage()), e);
        }
    }
}
