package dk.kronborg.topology.map.json;

import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.map.Digest;
import dk.kronborg.topology.map.MapPins;
import dk.kronborg.topology.map.Pin;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code kronborg-map-pins/1}: whose maps the KMEs of a domain follow, docs/network-map.md. */
public final class PinsJson {

    private static final String FORMAT = "kronborg-map-pins/1";
    private static final int MOST_BYTES = 16_384;

    private PinsJson() {}

    /**
     * Reads pins.
     *
     * @param kme whose they are
     * @throws MalformedException if there are none; the message says what is wrong
     */
    public static MapPins read(byte[] bytes, KmeId kme) throws MalformedException {
        StrictTree tree = StrictTree.read(bytes, MOST_BYTES);
        if (!tree.text("format").equals(FORMAT)) {
            throw new MalformedException("format is " + FORMAT);
        }
        try {
            return new MapPins(
                    new DomainId(tree.text("domain")),
                    kme,
                    pins(tree, "centre", 8),
                    pins(tree, "officers", 16),
                    tree.has("first") ? Optional.of(new Digest(tree.text("first"))) : Optional.empty(),
                    0);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Set<Pin> pins(StrictTree tree, String name, int most) throws MalformedException {
        List<Pin> pins = tree.texts(name, most).stream().map(Pin::new).toList();
        return Set.copyOf(pins);
    }

    /** The form of pins that {@link #read} reads, canonical JSON; whose they are is not in it. */
    public static String write(MapPins pins) {
        return "{\"centre\":" + list(pins.centre()) + ",\"domain\":\"" + pins.domain() + '"'
                + pins.first().map(first -> ",\"first\":\"" + first + '"').orElse("") + ",\"format\":\"" + FORMAT
                + "\",\"officers\":" + list(pins.officers()) + '}';
    }

    private static String list(Collection<Pin> pins) {
        return pins.stream().sorted().map(pin -> "\"" + pin + '"').collect(Collectors.joining(",", "[", "]"));
    }
}
