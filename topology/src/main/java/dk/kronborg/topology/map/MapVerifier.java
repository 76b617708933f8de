package dk.kronborg.topology.map;

import dk.kronborg.topology.network.Network;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges the maps that a KME receives. It knows nothing of the past but what it is told, and changes nothing: a map that
 * is refused leaves everything as it was.
 *
 * <p>Promises: a KME runs the versions of one history, in order. What touches security is what two officers have signed,
 * each step by officers of the step before, and no step serves twice. What concerns the KME is complete.
 */
public final class MapVerifier {

    private final NetworkForm form;

    public MapVerifier(NetworkForm form) {
        this.form = form;
    }

    /**
     * Judges a map.
     *
     * @param running what the KME runs; nothing before its first map
     */
    public Judgement judge(Optional<RunningMap> running, MapPins pins, ReceivedMap received) {
        try {
            addressed(pins, received);
            chained(received.chain());
            if (running.isPresent()) {
                MapVersion from = running.get().version();
                if (isSame(from, received)) {
                    return new Judgement.Same();
                }
                follow(from, received);
            } else {
                begin(pins, received);
            }
            return new Judgement.Accepted(new RunningMap(received.version(), content(received)));
        } catch (RefusedMapException e) {
            return e.refusal();
        }
    }

    /**
     * The map that a KME kept, when it starts again: what it accepted once is not judged by signatures once more, but
     * must be what its fence names.
     *
     * @param fenced digest of the version that ran last
     */
    public Judgement restore(MapPins pins, ReceivedMap kept, Digest fenced) {
        try {
            addressed(pins, kept);
            if (!kept.version().digest().equals(fenced)) {
                throw new RefusedMapException(
                        MapFault.NOT_PINNED, "version " + kept.version().version() + " is not the one that ran last");
            }
            return new Judgement.Accepted(new RunningMap(kept.version(), content(kept)));
        } catch (RefusedMapException e) {
            return e.refusal();
        }
    }

    private static void addressed(MapPins pins, ReceivedMap received) throws RefusedMapException {
        for (MapStep step : received.chain()) {
            if (!step.version().domain().equals(pins.domain())) {
                throw new RefusedMapException(MapFault.FOREIGN_DOMAIN, "the map is not of domain " + pins.domain());
            }
        }
        if (!received.slice().kme().equals(pins.kme())) {
            throw new RefusedMapException(MapFault.FOREIGN_SLICE, "the slice is not " + pins.kme() + "'s");
        }
    }

    private static void chained(List<MapStep> chain) throws RefusedMapException {
        for (int i = 1; i < chain.size(); i++) {
            MapVersion before = chain.get(i - 1).version();
            MapVersion after = chain.get(i).version();
            if (after.version() != before.version() + 1 || !after.predecessor().equals(Optional.of(before.digest()))) {
                throw new RefusedMapException(
                        MapFault.BROKEN_CHAIN, "what follows version " + before.version() + " does not name it");
            }
        }
    }

    private static boolean isSame(MapVersion running, ReceivedMap received) throws RefusedMapException {
        MapVersion version = received.version();
        if (version.version() < running.version()) {
            throw new RefusedMapException(
                    MapFault.OLDER, "version " + version.version() + ", and " + running.version() + " runs");
        }
        if (version.version() > running.version()) {
            return false;
        }
        if (!version.digest().equals(running.digest())) {
            throw contradiction(running, received);
        }
        return true;
    }

    /** Two histories, if the centre itself signed the other one; else anybody's invention. */
    private static RefusedMapException contradiction(MapVersion running, ReceivedMap received)
            throws RefusedMapException {
        signedByOneOf(Set.copyOf(running.security().authorities().centre()), received);
        return new RefusedMapException(
                MapFault.FORK, "the centre signed two histories that differ at version " + running.version());
    }

    private static void follow(MapVersion running, ReceivedMap received) throws RefusedMapException {
        List<MapStep> chain = received.chain();
        long first = chain.getFirst().version().version();
        if (first > running.version() + 1) {
            throw new RefusedMapException(Judgement.gap(running.version() + 1));
        }
        int next = (int) (running.version() + 1 - first);
        if (!chain.get(next).version().predecessor().equals(Optional.of(running.digest()))) {
            throw contradiction(running, received);
        }
        SecurityPart before = running.security();
        Pin signer = received.signature().pin();
        if (before.authorities().retired().contains(signer)) {
            throw new RefusedMapException(MapFault.RETIRED_KEY, "the map is signed by " + signer);
        }
        signedByOneOf(Set.copyOf(received.version().security().authorities().centre()), received);
        for (int i = next; i < chain.size(); i++) {
            step(before, chain.get(i), i == chain.size() - 1);
            before = chain.get(i).version().security();
        }
    }

    private static void step(SecurityPart before, MapStep step, boolean last) throws RefusedMapException {
        SecurityPart after = step.version().security();
        if (after.equals(before)) {
            if (!last && !step.approvals().isEmpty()) {
                throw new RefusedMapException(
                        MapFault.MALFORMED,
                        "version " + step.version().version() + " has approvals that nothing needs");
            }
            Approvals.checked(after, step.approvals(), Set.of());
            return;
        }
        if (after.generation() != before.generation() + 1
                || !after.predecessor().equals(Optional.of(before.digest()))) {
            throw new RefusedMapException(
                    MapFault.BROKEN_CHAIN,
                    "the security part of version " + step.version().version() + " does not follow generation "
                            + before.generation());
        }
        Optional<String> fault = after.authorities().faultAfter(before.authorities());
        if (fault.isPresent()) {
            throw new RefusedMapException(MapFault.BAD_HANDOVER, fault.get());
        }
        Set<Pin> officers = before.authorities().officerKeys();
        Approvals.checked(after, step.approvals(), officers).needQuorumOf(officers);
    }

    private static void begin(MapPins pins, ReceivedMap received) throws RefusedMapException {
        MapVersion version = received.version();
        if (received.chain().size() > 1) {
            throw new RefusedMapException(MapFault.MALFORMED, "the first map of a KME comes without a chain");
        }
        if (version.version() < pins.atLeast()) {
            throw new RefusedMapException(
                    MapFault.OLDER, "version " + version.version() + ", and " + pins.atLeast() + " ran once");
        }
        if (!version.digest().equals(pins.first().orElse(version.digest()))) {
            throw new RefusedMapException(
                    MapFault.NOT_PINNED, "version " + version.version() + " is not the one that was pinned");
        }
        signedByOneOf(pins.centre(), received);
        signedByOneOf(Set.copyOf(version.security().authorities().centre()), received);
        Approvals.checked(version.security(), received.chain().getLast().approvals(), pins.officers())
                .needQuorumOf(pins.officers());
    }

    private static void signedByOneOf(Set<Pin> centre, ReceivedMap received) throws RefusedMapException {
        Pin signer = received.signature().pin();
        MapVersion version = received.version();
        if (!centre.contains(signer) || !signer.equals(version.signer())) {
            boolean retired = version.security().authorities().retired().contains(signer);
            throw new RefusedMapException(
                    retired ? MapFault.RETIRED_KEY : MapFault.UNKNOWN_KEY, "the map is signed by " + signer);
        }
        if (!received.signature().isOver(version.statement().bytes())) {
            throw new RefusedMapException(MapFault.FORGED, "the centre did not sign this map");
        }
    }

    private Network content(ReceivedMap received) throws RefusedMapException {
        MapVersion version = received.version();
        SecurityPart security = version.security();
        Slice slice = received.slice();
        if (!Digest.of(slice.common()).equals(security.common())
                || !Digest.of(slice.plant()).equals(version.plant())) {
            throw new RefusedMapException(
                    MapFault.WRONG_CONTENT, "a part is not the one that version " + version.version() + " names");
        }
        if (!MerkleTree.holds(security.books(), security.kmes(), slice.index(), slice.book(), slice.proof())) {
            throw new RefusedMapException(MapFault.BAD_PROOF, "the book is none of version " + version.version());
        }
        Network network;
        Division again;
        try {
            network = form.assemble(slice);
            again = form.divide(network);
        } catch (IllegalArgumentException e) {
            throw new RefusedMapException(MapFault.INCONSISTENT, String.valueOf(e.getMessage()));
        }
        if (again.kmes() != security.kmes() || again.indexOf(slice.kme()) != slice.index()) {
            throw new RefusedMapException(MapFault.BAD_PROOF, "the book is not that of " + slice.kme());
        }
        if (!network.domain().equals(version.domain())
                || !again.common().equals(slice.common())
                || !again.plant().equals(slice.plant())
                || !again.book(slice.kme()).equals(slice.book())) {
            throw new RefusedMapException(MapFault.INCONSISTENT, "the parts are not those of one network");
        }
        return network;
    }
}
