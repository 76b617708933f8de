package dk.kronborg.topology.map;

import dk.kronborg.topology.identity.KmeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the centre publishes: the versions of a map so far, and the network of the newest. Immutable. It signs what it is
 * given; whether that will be accepted, the KMEs judge.
 */
public final class MapHistory {

    private final List<MapStep> chain;
    private final KeySignature signature;
    private final Division network;

    private MapHistory(List<MapStep> chain, KeySignature signature, Division network) {
        this.chain = List.copyOf(chain);
        this.signature = signature;
        this.network = network;
    }

    /**
     * A history that was kept.
     *
     * @param chain     all its versions, the first of which is 1
     * @param signature the centre's under the last
     * @param network   of the last
     */
    public static MapHistory of(List<MapStep> chain, KeySignature signature, Division network) {
        if (chain.isEmpty() || chain.getFirst().version().version() != 1) {
            throw new IllegalArgumentException("a history begins with version 1");
        }
        return new MapHistory(chain, signature, network);
    }

    /** A history of one version. */
    public static MapHistory begun(
            Instant at, Division network, Authorities authorities, List<KeySignature> approvals, SigningKey centre) {
        MapVersion version = MapVersion.first(at, network, SecurityPart.first(authorities, network), centre.pin());
        return signed(List.of(), new MapStep(version, approvals), network, centre);
    }

    /**
     * The history with one more version.
     *
     * @param approvals of its security part; if that is the one before, further ones
     */
    public MapHistory with(
            Instant at, Division newNetwork, Authorities authorities, List<KeySignature> approvals, SigningKey centre) {
        SecurityPart before = newest().security();
        SecurityPart after = before.next(authorities, newNetwork);
        Map<Pin, KeySignature> all = new HashMap<>();
        if (after.equals(before)) {
            chain.getLast().approvals().forEach(approval -> all.put(approval.pin(), approval));
        }
        approvals.forEach(approval -> all.put(approval.pin(), approval));
        MapVersion version = newest().next(at, newNetwork, after, centre.pin());
        return signed(chain, new MapStep(version, List.copyOf(all.values())), newNetwork, centre);
    }

    private static MapHistory signed(List<MapStep> before, MapStep last, Division network, SigningKey centre) {
        List<MapStep> chain = new ArrayList<>(before);
        chain.add(last);
        return new MapHistory(chain, centre.sign(last.version().statement().bytes()), network);
    }

    /** All versions, in order. */
    public List<MapStep> chain() {
        return chain;
    }

    /** The newest version with its approvals. */
    public MapStep last() {
        return chain.getLast();
    }

    /** The centre's signature under the newest version. */
    public KeySignature signature() {
        return signature;
    }

    public MapVersion newest() {
        return chain.getLast().version();
    }

    /** The KMEs of the newest version, by name. */
    public List<KmeId> kmes() {
        return network.order();
    }

    /** The newest version's head, of that time. */
    public MapHead head(Instant time) {
        return MapHead.of(newest(), time);
    }

    /**
     * What that KME gets.
     *
     * @param from the version after the one that it runs; nothing for a KME that has no map yet. One that is not there yet
     *     is answered by the newest
     */
    public ReceivedMap forKme(KmeId kme, Optional<Long> from) {
        long first = Math.min(from.orElse(Long.MAX_VALUE), newest().version());
        List<MapStep> steps = new ArrayList<>();
        Optional<SecurityPart> before = Optional.empty();
        for (MapStep step : chain) {
            SecurityPart security = step.version().security();
            if (step.version().version() >= first) {
                boolean needless =
                        before.equals(Optional.of(security)) && step.version().version() < newest().version();
                steps.add(needless ? new MapStep(step.version(), List.of()) : step);
            }
            before = Optional.of(security);
        }
        return new ReceivedMap(steps, signature, network.slice(kme));
    }
}
