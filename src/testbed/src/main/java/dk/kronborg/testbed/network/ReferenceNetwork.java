package dk.kronborg.testbed.network;

import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Sae;
import dk.kronborg.topology.network.SaePair;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A network that comes with the program, as a plan: without addresses and telemetry keys. */
public enum ReferenceNetwork {
    /** Two ministries, a data centre and two links. */
    QUICK("quick"),
    /** Every Danish site of the demo topology. */
    QCI_DK("qci-dk"),
    /** Five sites in a ring, a link of each technology between them. */
    TECHNOLOGIES("technologies"),
    /** Five sites in a ring: two ways round between any two. */
    RING("ring");

    private final String id;

    ReferenceNetwork(String id) {
        this.id = id;
    }

    /** The word by which it is asked for. */
    public String id() {
        return id;
    }

    @Override
    public String toString() {
        return id;
    }

    /**
     * The network of that word.
     *
     * @throws IllegalArgumentException if there is none; the message lists them
     */
    public static ReferenceNetwork of(String id) {
        return Arrays.stream(values())
                .filter(network -> network.id.equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("sites are " + Arrays.toString(values()) + ", got \"" + id + '"'));
    }

    /** The plan; every two SAEs of different KMEs may share keys, and the pairs that the description names, as it says. */
    public Network plan() {
        String resource = "/networks/" + id + ".yaml";
        try (InputStream in = NetworkYaml.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing on the class path");
            }
            Network listed = NetworkYaml.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            List<SaePair> pairs = new ArrayList<>(listed.pairs());
            pairsAcross(listed.saes()).stream()
                    .filter(pair -> listed.pair(pair.first(), pair.second()).isEmpty())
                    .forEach(pairs::add);
            return listed.sharing(pairs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those settings of a KME for every one of them, as {@code KME:name=value}. */
    public String[] settings(List<String> ofEach) {
        return plan().kmes().stream()
                .flatMap(kme -> ofEach.stream().map(setting -> kme.id() + ":" + setting))
                .toArray(String[]::new);
    }

    private static List<SaePair> pairsAcross(List<Sae> saes) {
        List<SaePair> pairs = new ArrayList<>();
        for (int i = 0; i < saes.size(); i++) {
            for (Sae other : saes.subList(i + 1, saes.size())) {
                if (!saes.get(i).kme().equals(other.kme())) {
                    pairs.add(new SaePair(saes.get(i).id(), other.id()));
                }
            }
        }
        return pairs;
    }
}
