package dk.kronborg.topology.enrolment;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.map.MapPins;
import dk.kronborg.topology.map.MapVersion;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.version.Authorship;
import dk.kronborg.topology.version.Description;
import dk.kronborg.topology.version.NetworkHistory;
import dk.kronborg.topology.version.Outcome;
import dk.kronborg.topology.version.VersionStore;
import dk.kronborg.topology.version.VersionTag;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The centre's side of enrolments. It believes no request: what a good one becomes is a proposal to know the KME by its new
 * key, which two officers approve who have compared that key with the people at the KME.
 */
public final class Enrolments {

    /** How often a request may be wrong. */
    public static final int MOST_WRONG = 5;

    /** How long an invitation may count. */
    public static final Duration LONGEST = Duration.ofDays(7);

    private static final int TRIES = 3;

    private final EnrolmentStore store;
    private final NetworkHistory history;
    private final VersionStore versions;
    private final Forms forms;
    private final Function<EnrolmentRequest, List<String>> certificateFaults;
    private final SecureRandom random;
    private final InstantSource clock;

    /**
     * How things are written that are kept or sent.
     *
     * @param invitation as the KME gets it
     * @param read       a network's document
     * @param write      a network
     */
    public record Forms(
            BiFunction<Invitation, CodeKey, String> invitation,
            Function<String, Network> read,
            Function<Network, String> write) {}

    /**
     * The enrolments of a domain.
     *
     * @param certificateFaults what is wrong with a request's requests for certificates
     */
    public Enrolments(
            EnrolmentStore store,
            NetworkHistory history,
            VersionStore versions,
            Forms forms,
            Function<EnrolmentRequest, List<String>> certificateFaults,
            SecureRandom random,
            InstantSource clock) {
        this.store = store;
        this.history = history;
        this.versions = versions;
        this.forms = forms;
        this.certificateFaults = certificateFaults;
        this.random = random;
        this.clock = clock;
    }

    /** An invitation, and its code, which is nowhere else. */
    public record Invited(Enrolment enrolment, EnrolmentCode code) {}

    /** What came of a request. */
    public sealed interface Answer {

        /** It waits for two officers. */
        record Accepted(Enrolment enrolment) implements Answer {}

        /** It is not that of an invitation that is open. */
        record NotOpen(String reason) implements Answer {}

        /** It is not good. */
        record Wrong(List<String> faults) implements Answer {}

        /** It is good, and nothing can be proposed now. The same request may come again. */
        record NotProposed(Outcome outcome) implements Answer {}
    }

    /**
     * Invites a KME of the network in force.
     *
     * @param now    the map in force
     * @param centre the map plane, as the KME reaches it
     * @param counts how long the invitation is to count, above 0, at most {@link #LONGEST}
     * @return nothing if the network has no such KME
     * @throws IllegalArgumentException if it is to count for longer, or not at all
     */
    public Optional<Invited> invite(KmeId kme, MapVersion now, URI centre, Duration counts, Authorship by) {
        if (counts.isNegative() || counts.isZero() || counts.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("an invitation counts for at most " + LONGEST.toDays() + " days");
        }
        if (inForce(history.inForce().tag()).kme(kme).isEmpty()) {
            return Optional.empty();
        }
        Authorities authorities = now.security().authorities();
        MapPins pins = new MapPins(
                now.security().domain(),
                kme,
                Set.copyOf(authorities.centre()),
                authorities.officerKeys(),
                Optional.empty(),
                now.version());
        Instant expires = clock.instant().plus(counts).truncatedTo(ChronoUnit.SECONDS);
        Invitation invitation = new Invitation(UUID.randomUUID(), pins, centre, expires);
        EnrolmentCode code = EnrolmentCode.random(random);
        Enrolment enrolment = new Enrolment(
                invitation.id(),
                kme,
                by,
                expires,
                Enrolment.State.INVITED,
                0,
                forms.invitation.apply(invitation, code.key()),
                Optional.of(code.key()),
                Optional.empty(),
                Optional.empty());
        store.add(enrolment);
        return Optional.of(new Invited(enrolment, code));
    }

    /** Takes a KME's request, as it came. */
    public Answer request(EnrolmentRequest request, String document, Authorship by) {
        UUID id = request.statement().invitation();
        Enrolment enrolment = store.find(id).orElse(null);
        if (enrolment == null) {
            return new Answer.NotOpen("there is no invitation " + id);
        }
        boolean again = enrolment.request().filter(document::equals).isPresent();
        if (!again) {
            Optional<Answer> refused = refused(request, enrolment);
            if (refused.isPresent()) {
                return refused.get();
            }
            if (!store.requested(id, document)) {
                return new Answer.NotOpen("invitation " + id + " was answered at the same time");
            }
        }
        return enrolment.proposal().isPresent() ? new Answer.Accepted(enrolment) : proposed(request, by);
    }

    private Optional<Answer> refused(EnrolmentRequest request, Enrolment enrolment) {
        if (enrolment.state() != Enrolment.State.INVITED || enrolment.key().isEmpty()) {
            return Optional.of(new Answer.NotOpen("invitation " + enrolment.id()
                    + (enrolment.state() == Enrolment.State.VOID
                            ? " is void"
                            : " was answered, and its code is used up")));
        }
        if (!clock.instant().isBefore(enrolment.expires())) {
            return Optional.of(new Answer.NotOpen("invitation " + enrolment.id() + " ended at " + enrolment.expires()));
        }
        if (!enrolment.key().get().sealed(request.statement().text(), request.seal())) {
            store.wrong(enrolment.id(), MOST_WRONG);
            return Optional.of(new Answer.Wrong(List.of("it is not sealed by the one-time code of its invitation")));
        }
        if (!request.statement().kme().equals(enrolment.kme())) {
            return Optional.of(new Answer.Wrong(List.of("the invitation is for " + enrolment.kme())));
        }
        if (!request.isSigned()) {
            return Optional.of(new Answer.Wrong(List.of("it is not signed by its identity key")));
        }
        List<String> faults = certificateFaults.apply(request);
        return faults.isEmpty() ? Optional.empty() : Optional.of(new Answer.Wrong(faults));
    }

    private Answer proposed(EnrolmentRequest request, Authorship by) {
        UUID id = request.statement().invitation();
        Outcome outcome = propose(request, by);
        // Somebody may have changed the network meanwhile.
        for (int tried = 1; outcome instanceof Outcome.Overtaken && tried < TRIES; tried++) {
            outcome = propose(request, by);
        }
        if (outcome instanceof Outcome.Proposed proposed) {
            store.proposed(id, proposed.proposal().id());
            return new Answer.Accepted(store.find(id).orElseThrow());
        }
        return new Answer.NotProposed(outcome);
    }

    private Outcome propose(EnrolmentRequest request, Authorship by) {
        VersionTag base = history.inForce().tag();
        Network known = inForce(base)
                .knowing(
                        request.statement().kme(),
                        List.of(request.identity().pin().text()));
        return history.propose(new Description(forms.write.apply(known), known, Optional.empty()), base, by);
    }

    private Network inForce(VersionTag tag) {
        return forms.read.apply(versions.document(tag.number())
                .orElseThrow(() -> new IllegalStateException("version " + tag + " of the network is missing")));
    }

    /** An enrolment. */
    public Optional<Enrolment> find(UUID id) {
        return store.find(id);
    }

    /** The newest enrolments first. */
    public List<Enrolment> newest(int limit) {
        return store.newest(limit);
    }

    /** Makes an invitation void; whether its request was still waited for. */
    public boolean withdraw(UUID id) {
        return store.withdraw(id);
    }
}
