package dk.kronborg.topology.publication;

import dk.kronborg.topology.approval.Approval;
import dk.kronborg.topology.approval.Proposal;
import dk.kronborg.topology.identity.OfficerId;
import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.map.Division;
import dk.kronborg.topology.map.KeySignature;
import dk.kronborg.topology.map.MapHistory;
import dk.kronborg.topology.map.MapStep;
import dk.kronborg.topology.map.NetworkForm;
import dk.kronborg.topology.map.SecurityPart;
import dk.kronborg.topology.map.SigningKey;
import dk.kronborg.topology.version.Approvals;
import dk.kronborg.topology.version.Description;
import dk.kronborg.topology.version.NetworkVersion;
import dk.kronborg.topology.version.VersionStore;
import dk.kronborg.topology.version.VersionTag;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the map: each version of the network, from the one on with which the map was founded, is a version of the map,
 * signed by the centre's key, with the approvals of the proposal that it was. Judges approvals by the officers of the map in
 * force.
 *
 * <p>Safe for several threads, and for several processes that share the stores: each number is given once, and who comes
 * second goes on from what the first has published.
 */
public final class MapPublisher implements Approvals {

    private final VersionStore versions;
    private final MapArchive archive;
    private final Forms forms;
    private final SigningKey key;
    private final InstantSource clock;
    private @Nullable MapHistory history;
    private long network;

    /**
     * How things are written.
     *
     * @param document reads the document of a version
     * @param parts    divides networks
     * @param approval reads what an officer's tool wrote; throws IllegalArgumentException if it is no approval
     */
    public record Forms(
            Function<String, Description> document, NetworkForm parts, Function<String, Approval> approval) {}

    /**
     * A publisher of what was published before, if anything was.
     *
     * @param key by which this centre signs
     */
    public MapPublisher(VersionStore versions, MapArchive archive, Forms forms, SigningKey key, InstantSource clock) {
        this.versions = versions;
        this.archive = archive;
        this.forms = forms;
        this.key = key;
        this.clock = clock;
    }

    /** What is published, as far as this process has seen. */
    public synchronized Optional<MapHistory> published() {
        return Optional.ofNullable(history);
    }

    /**
     * Publishes the first version of the map, of the network in force, unless there is one.
     *
     * @param approvals of two officers, under the security part that these authorities and the network make
     * @throws IllegalArgumentException if they approve something else, or are too few; the message says so
     */
    public synchronized void found(Authorities authorities, List<Approval> approvals) {
        follow();
        if (history != null) {
            return;
        }
        NetworkVersion first = versions.newest()
                .orElseThrow(() -> new IllegalArgumentException("there is no network yet to make a map of"));
        Description description = described(first.tag().number());
        description.authorities().filter(said -> !said.equals(authorities)).ifPresent(said -> {
            throw new IllegalArgumentException("the network's document names others who are to sign the map");
        });
        Division division = forms.parts().divide(description.network());
        SecurityPart security = SecurityPart.first(authorities, division);
        Judged judged = Judged.of(security, authorities, approvals);
        Verdict verdict = judged.verdict();
        if (!verdict.suffices()) {
            throw new IllegalArgumentException("the first map needs the approvals of " + QUORUM + " officers, got "
                    + verdict.officers().size() + ' ' + verdict.faults());
        }
        requireOwn(security);
        MapHistory begun = MapHistory.begun(clock.instant(), division, authorities, judged.good(), key);
        append(begun, first.tag().number());
    }

    /**
     * Goes on to the newest version of the network, if the map has begun.
     *
     * @return whether something is published that this process did not know
     * @throws IllegalStateException if a version cannot be published; the message says which and why
     */
    public synchronized boolean round() {
        boolean news = follow();
        MapHistory now = history;
        if (now == null) {
            return news;
        }
        long newest = versions.newest().map(version -> version.tag().number()).orElse(network);
        while (network < newest) {
            step(network + 1);
            news = true;
        }
        return news;
    }

    /** Publishes that version of the network, or takes over what another process has published of it. */
    private void step(long number) {
        MapHistory now = inForce();
        NetworkVersion version = versions.version(number)
                .orElseThrow(() -> new IllegalStateException("version " + number + " of the network is missing"));
        Description description = described(number);
        Division division = forms.parts().divide(description.network());
        Authorities judges = now.newest().security().authorities();
        Authorities authorities =
                description.authorities().map(judges::successor).orElse(judges);
        SecurityPart security = now.newest().security().next(authorities, division);
        requireOwn(security);
        List<KeySignature> approvals = security.equals(now.newest().security())
                ? List.of()
                : Judged.of(security, judges, approvals(version)).good();
        MapHistory next = now.with(clock.instant(), division, authorities, approvals, key);
        append(next, number);
    }

    private void requireOwn(SecurityPart security) {
        if (!security.authorities().centre().contains(key.pin())) {
            throw new IllegalStateException("this centre signs by " + key.pin() + ", and the map knows only "
                    + security.authorities().centre());
        }
    }

    private List<Approval> approvals(NetworkVersion version) {
        return read(version.proposal().map(versions::approvals).orElse(List.of()), new ArrayList<>());
    }

    private void append(MapHistory next, long networkVersion) {
        if (archive.append(new PublishedStep(next.last(), next.signature(), networkVersion))) {
            history = next;
            network = networkVersion;
        } else {
            follow();
        }
    }

    /** Takes over what other processes have published. */
    private boolean follow() {
        MapHistory known = history;
        List<PublishedStep> news =
                archive.after(known == null ? 0 : known.newest().version());
        if (news.isEmpty()) {
            return false;
        }
        List<MapStep> chain = new ArrayList<>(known == null ? List.of() : known.chain());
        news.forEach(step -> chain.add(step.step()));
        PublishedStep last = news.getLast();
        history = MapHistory.of(
                chain,
                last.signature(),
                forms.parts().divide(described(last.network()).network()));
        network = last.network();
        return true;
    }

    private MapHistory inForce() {
        MapHistory now = history;
        if (now == null) {
            throw new IllegalStateException("the map has not begun");
        }
        return now;
    }

    private Description described(long number) {
        return forms.document()
                .apply(versions.document(number)
                        .orElseThrow(
                                () -> new IllegalStateException("version " + number + " of the network is missing")));
    }

    /**
     * What officers are asked to approve who are to approve that network in place of the one in force.
     *
     * @return nothing before the map has begun
     * @throws IllegalArgumentException if those may not sign who are to; the message says why
     */
    public synchronized Optional<Proposal> change(Description proposed) {
        round();
        MapHistory now = history;
        if (now == null) {
            return Optional.empty();
        }
        SecurityPart security = now.newest().security();
        return Optional.of(new Proposal(
                Optional.of(new Proposal.Present(security, described(network).network())),
                proposed.network(),
                proposed.authorities().map(wish -> succeeding(wish).next()).orElse(security.authorities())));
    }

    @Override
    public synchronized Succession succession(VersionTag base, Authorities wish) {
        round();
        if (history == null) {
            throw new IllegalArgumentException("the map has not begun: who signs it is said when it is founded");
        }
        if (network != base.number()) {
            throw new IllegalArgumentException(behind(base));
        }
        return succeeding(wish);
    }

    private static String behind(VersionTag base) {
        return "the map that is in force does not say version " + base + " of the network";
    }

    private Succession succeeding(Authorities wish) {
        Authorities present = inForce().newest().security().authorities();
        Authorities next = present.successor(wish);
        if (!next.centre().contains(key.pin())) {
            throw new IllegalArgumentException("this centre signs by " + key.pin()
                    + ", which is not among the centre's: let it sign by another first, and then take this one away");
        }
        return new Succession(present, next);
    }

    @Override
    public synchronized Verdict verify(
            VersionTag base, Description after, List<dk.kronborg.topology.version.Approval> approvals) {
        round();
        MapHistory now = history;
        if (now == null || network != base.number()) {
            return new Verdict(Set.of(), List.of(behind(base)));
        }
        Authorities judges = now.newest().security().authorities();
        Authorities next;
        try {
            next = after.authorities().map(wish -> succeeding(wish).next()).orElse(judges);
        } catch (IllegalArgumentException e) {
            return new Verdict(Set.of(), List.of(String.valueOf(e.getMessage())));
        }
        SecurityPart change = now.newest().security().next(next, forms.parts().divide(after.network()));
        List<String> faults = new ArrayList<>();
        Verdict verdict = Judged.of(change, judges, read(approvals, faults)).verdict();
        faults.addAll(verdict.faults());
        return new Verdict(verdict.officers(), faults);
    }

    /**
     * What approvals are worth, each looked at once.
     *
     * @param signatures one good one of each officer
     * @param faults     of the others
     */
    private record Judged(SortedMap<OfficerId, KeySignature> signatures, List<String> faults) {

        static Judged of(SecurityPart change, Authorities judges, List<Approval> approvals) {
            SortedMap<OfficerId, KeySignature> signatures = new TreeMap<>(Comparator.comparing(OfficerId::value));
            List<String> faults = new ArrayList<>();
            for (Approval approval : approvals) {
                approval.faultFor(change, judges)
                        .ifPresentOrElse(
                                faults::add, () -> signatures.putIfAbsent(approval.officer(), approval.signature()));
            }
            return new Judged(signatures, faults);
        }

        List<KeySignature> good() {
            return List.copyOf(signatures.values());
        }

        Verdict verdict() {
            return new Verdict(
                    signatures.keySet().stream().map(OfficerId::value).collect(Collectors.toCollection(TreeSet::new)),
                    faults);
        }
    }

    private List<Approval> read(List<dk.kronborg.topology.version.Approval> approvals, List<String> faults) {
        List<Approval> readable = new ArrayList<>();
        for (dk.kronborg.topology.version.Approval approval : approvals) {
            try {
                readable.add(forms.approval().apply(approval.document()));
            } catch (IllegalArgumentException e) {
                faults.add(String.valueOf(e.getMessage()));
            }
        }
        return readable;
    }
}
