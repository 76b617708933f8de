package dk.kronborg.topology.map.json;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.OfficerId;
import dk.kronborg.topology.json.CanonicalJson;
import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.map.Digest;
import dk.kronborg.topology.map.Judgement;
import dk.kronborg.topology.map.KeySignature;
import dk.kronborg.topology.map.MapFault;
import dk.kronborg.topology.map.MapHead;
import dk.kronborg.topology.map.MapPins;
import dk.kronborg.topology.map.MapStep;
import dk.kronborg.topology.map.MapVerifier;
import dk.kronborg.topology.map.MapVersion;
import dk.kronborg.topology.map.Officer;
import dk.kronborg.topology.map.Pin;
import dk.kronborg.topology.map.ReceivedMap;
import dk.kronborg.topology.map.RunningMap;
import dk.kronborg.topology.map.SecurityPart;
import dk.kronborg.topology.map.SignedHead;
import dk.kronborg.topology.map.Slice;
import dk.kronborg.topology.map.Statement;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Maps and heads as canonical JSON (RFC 8785). What is read must be, byte for byte, what would be written: so nothing
 * stands there twice, or besides, or in another way.
 */
public final class MapJson {

    /** Largest map, bytes. */
    public static final int MOST_BYTES = 32 << 20;

    /** Largest head, bytes. */
    public static final int MOST_HEAD_BYTES = 16_384;

    private static final String MAP_FORMAT = "kronborg-network-slice/1";
    private static final String HEAD_FORMAT = "kronborg-signed-head/1";

    /** Reads some member. */
    private interface Reading<T> {
        T read() throws MalformedException;
    }

    private MapJson() {}

    /** Reads a map and judges it; what cannot be read is refused as {@link MapFault#MALFORMED}. */
    public static Judgement judge(MapVerifier verifier, Optional<RunningMap> running, MapPins pins, byte[] received) {
        try {
            return verifier.judge(running, pins, readMap(received));
        } catch (MalformedException e) {
            return new Judgement.Refused(MapFault.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Reads a map.
     *
     * @throws MalformedException if it is none in its one form
     */
    public static ReceivedMap readMap(byte[] bytes) throws MalformedException {
        StrictTree tree = StrictTree.read(bytes, MOST_BYTES);
        ReceivedMap map = checked(() -> {
            List<MapStep> chain = new ArrayList<>();
            for (StrictTree step : tree.objects("chain", 4096)) {
                chain.add(step(step));
            }
            return new ReceivedMap(chain, signature(tree.object("signature")), slice(tree.object("slice")));
        });
        return inOneForm(bytes, write(map), map);
    }

    /** The form of a map that {@link #readMap} reads. */
    public static String write(ReceivedMap map) {
        Slice slice = map.slice();
        return "{\"chain\":" + list(map.chain().stream().map(MapJson::text).toList()) + ",\"format\":\"" + MAP_FORMAT
                + "\",\"signature\":" + text(map.signature()) + ",\"slice\":{\"book\":" + slice.book() + ",\"common\":"
                + slice.common() + ",\"index\":" + slice.index() + ",\"kme\":\"" + slice.kme() + "\",\"plant\":"
                + slice.plant() + ",\"proof\":"
                + list(slice.proof().stream().map(hash -> "\"" + hash + '"').toList()) + "}}";
    }

    /**
     * Reads a head.
     *
     * @throws MalformedException if it is none in its one form
     */
    public static SignedHead readHead(byte[] bytes) throws MalformedException {
        StrictTree tree = StrictTree.read(bytes, MOST_HEAD_BYTES);
        SignedHead head = checked(() -> {
            StrictTree said = tree.object("head");
            return new SignedHead(
                    new MapHead(
                            new DomainId(said.text("domain")),
                            said.number("version"),
                            new Digest(said.text("hash")),
                            Instant.parse(said.text("time"))),
                    signature(tree.object("signature")));
        });
        return inOneForm(bytes, write(head), head);
    }

    /** The form of a head that {@link #readHead} reads. */
    public static String write(SignedHead head) {
        return "{\"format\":\"" + HEAD_FORMAT + "\",\"head\":" + head.head().statement() + ",\"signature\":"
                + text(head.signature()) + '}';
    }

    /** A security part, from its statement. */
    public static SecurityPart security(StrictTree tree) throws MalformedException {
        return checked(() -> new SecurityPart(
                new DomainId(tree.text("domain")),
                tree.number("generation"),
                predecessor(tree),
                authorities(tree),
                new Digest(tree.text("common")),
                new Digest(tree.text("books")),
                Math.toIntExact(tree.number("kmes"))));
    }

    /** Who may sign, from the members of a security part that say so. */
    public static Authorities authorities(StrictTree tree) throws MalformedException {
        return checked(() -> {
            List<Officer> officers = new ArrayList<>();
            for (StrictTree officer : tree.objects("officers", 16)) {
                officers.add(new Officer(new OfficerId(officer.text("name")), new Pin(officer.text("key"))));
            }
            return new Authorities(pins(tree, "centre", 8), officers, pins(tree, "retired", 512));
        });
    }

    /** A statement as a tree. */
    public static JsonNode tree(Statement statement) {
        try {
            return StrictTree.parsed(statement.text());
        } catch (MalformedException e) {
            throw new IllegalStateException("a statement is JSON", e);
        }
    }

    /** A signature with its key. */
    public static KeySignature signature(StrictTree tree) throws MalformedException {
        return checked(() -> new KeySignature(tree.text("key"), tree.text("signature")));
    }

    /** The form of a signature that {@link #signature} reads. */
    public static String text(KeySignature signature) {
        return "{\"key\":\"" + signature.key() + "\",\"signature\":\"" + signature.signature() + "\"}";
    }

    private static MapVersion version(StrictTree tree) throws MalformedException {
        return new MapVersion(
                tree.number("version"),
                predecessor(tree),
                Instant.parse(tree.text("issued_at")),
                new Digest(tree.text("plant")),
                security(tree.object("security")),
                new Pin(tree.text("signer")));
    }

    private static Slice slice(StrictTree tree) throws MalformedException {
        return new Slice(
                new KmeId(tree.text("kme")),
                CanonicalJson.of(tree.node("common")),
                CanonicalJson.of(tree.node("plant")),
                CanonicalJson.of(tree.node("book")),
                Math.toIntExact(tree.number("index")),
                tree.texts("proof", 16).stream().map(Digest::new).toList());
    }

    private static List<KeySignature> signatures(StrictTree tree) throws MalformedException {
        List<KeySignature> signatures = new ArrayList<>();
        for (StrictTree approval : tree.objects("approvals", 32)) {
            signatures.add(signature(approval));
        }
        return signatures;
    }

    private static List<Pin> pins(StrictTree tree, String name, int most) throws MalformedException {
        return tree.texts(name, most).stream().map(Pin::new).toList();
    }

    private static Optional<Digest> predecessor(StrictTree tree) throws MalformedException {
        return tree.has("predecessor") ? Optional.of(new Digest(tree.text("predecessor"))) : Optional.empty();
    }

    /**
     * Reads a version with its approvals.
     *
     * @throws MalformedException if it is none
     */
    public static MapStep step(StrictTree tree) throws MalformedException {
        return checked(() -> new MapStep(version(tree.object("version")), signatures(tree)));
    }

    /** The form of a version with its approvals that {@link #step} reads. */
    public static String text(MapStep step) {
        return "{\"approvals\":"
                + list(step.approvals().stream().map(MapJson::text).toList()) + ",\"version\":"
                + step.version().statement() + '}';
    }

    private static String list(List<String> elements) {
        return elements.stream().collect(Collectors.joining(",", "[", "]"));
    }

    private static <T> T checked(Reading<T> reading) throws MalformedException {
        try {
            return reading.read();
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw new MalformedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static <T> T inOneForm(byte[] bytes, String form, T read) throws MalformedException {
        if (!StrictTree.text(bytes, bytes.length).equals(form)) {
            throw new MalformedException(
                    "it is not in canonical form (RFC 8785), or has other members than it may have");
        }
        return read;
    }
}
