package dk.kronborg.topology.version;

import dk.kronborg.topology.network.Network;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The versions of the network: one is in force, and each follows from the one before, which its author must name. Of
 * two who change the same version at once one is told so, in however many processes.
 *
 * <p>What touches security comes into force by approval of two officers only. While nobody can verify approvals, it
 * does not at all: it can be proposed, shown and withdrawn.
 */
public final class NetworkHistory {

    private final VersionStore store;
    private final Optional<Approvals> approvals;
    private final Function<String, Description> reader;

    /**
     * A history.
     *
     * @param approvals who verifies approvals, if anybody can
     * @param reader    reads the documents that were kept
     */
    public NetworkHistory(VersionStore store, Optional<Approvals> approvals, Function<String, Description> reader) {
        this.store = store;
        this.approvals = approvals;
        this.reader = reader;
    }

    /**
     * Takes a network for the first version if there is none yet; answers the version in force.
     *
     * @param first asked only if there is none
     */
    public NetworkVersion begin(Supplier<Description> first, Authorship by) {
        return store.newest().orElseGet(() -> {
            Description description = first.get();
            Difference difference = Difference.between(Optional.empty(), description.network());
            NetworkVersion version = new NetworkVersion(
                    VersionTag.after(Optional.empty(), description.document()),
                    by,
                    Optional.empty(),
                    difference.changes().size());
            // Another process may have been quicker; then its version is in force.
            return store.append(version, description.document(), difference) ? version : inForce();
        });
    }

    /** The version in force, which there is once the history has begun. */
    public NetworkVersion inForce() {
        return store.newest().orElseThrow(() -> new IllegalStateException("the history has not begun"));
    }

    /** Whether that network is another one than the one in force. */
    public boolean differs(Network other) {
        return !Difference.between(Optional.of(network(inForce().tag())), other).isEmpty();
    }

    /** What would come of {@link #change}; nothing is done. */
    public Outcome tried(Description next, VersionTag base, Authorship by) {
        return considered(next, base, by);
    }

    /** Puts a network in force that differs in nothing that touches security. */
    public Outcome change(Description next, VersionTag base, Authorship by) {
        Outcome outcome = considered(next, base, by);
        if (!(outcome instanceof Outcome.InForce wanted)) {
            return outcome;
        }
        return store.append(wanted.version(), next.document(), wanted.difference())
                ? wanted
                : new Outcome.Overtaken(inForce().tag());
    }

    /** Keeps a network that differs in what touches security, for officers to approve. */
    public Outcome propose(Description next, VersionTag base, Authorship by) {
        return switch (considered(next, base, by)) {
            case Outcome.NeedsApproval(Difference difference) -> {
                Proposal proposal = new Proposal(
                        UUID.randomUUID(),
                        base,
                        by,
                        difference.changes().size(),
                        0,
                        Proposal.State.OPEN,
                        Optional.empty());
                yield store.propose(proposal, next.document(), difference)
                        ? new Outcome.Proposed(proposal, difference)
                        : new Outcome.Full(VersionStore.MOST_OPEN + " proposals are open, as many as may be");
            }
            case Outcome.InForce(NetworkVersion version, Difference difference) ->
                new Outcome.NeedsNoApproval(difference);
            case Outcome other -> other;
        };
    }

    private Outcome considered(Description next, VersionTag base, Authorship by) {
        NetworkVersion current = inForce();
        if (!current.tag().equals(base)) {
            return new Outcome.Overtaken(current.tag());
        }
        Difference difference;
        try {
            difference = difference(current.tag(), next);
        } catch (IllegalArgumentException e) {
            return new Outcome.NoSuccession(String.valueOf(e.getMessage()));
        }
        if (difference.isEmpty()) {
            return new Outcome.Unchanged(current);
        }
        if (difference.touchesSecurity()) {
            return new Outcome.NeedsApproval(difference);
        }
        return new Outcome.InForce(
                new NetworkVersion(
                        VersionTag.after(Optional.of(base), next.document()),
                        by,
                        Optional.empty(),
                        difference.changes().size()),
                difference);
    }

    private Difference difference(VersionTag base, Description next) {
        Difference ofNetworks = Difference.between(Optional.of(network(base)), next.network());
        return next.authorities()
                .map(wish -> approvals
                        .orElseThrow(() -> new IllegalArgumentException(
                                "this centre signs no network map, so nobody can be named who is to sign it"))
                        .succession(base, wish))
                .map(succession -> ofNetworks.and(succession.present(), succession.next()))
                .orElse(ofNetworks);
    }

    /**
     * Keeps an approval, and puts the proposal in force once two officers have approved it. An approval that is not
     * good is not kept, where that can be told.
     */
    public Outcome approve(UUID id, Approval approval) {
        Optional<Proposal> found = store.proposal(id).filter(Proposal::isOpen);
        if (found.isEmpty()) {
            return new Outcome.NotOpen();
        }
        Proposal proposal = found.get();
        if (!proposal.base().equals(inForce().tag())) {
            return new Outcome.Overtaken(inForce().tag());
        }
        return approvals
                .map(verifier -> verified(proposal, approval, verifier))
                .orElseGet(() -> kept(proposal, approval));
    }

    private Outcome verified(Proposal proposal, Approval approval, Approvals verifier) {
        String document = store.proposedDocument(proposal.id()).orElseThrow();
        Description after = reader.apply(document);
        Approvals.Verdict alone = verifier.verify(proposal.base(), after, List.of(approval));
        if (alone.officers().isEmpty()) {
            return new Outcome.NotApproved(alone.faults());
        }
        Outcome kept = kept(proposal, approval);
        if (!(kept instanceof Outcome.Kept)
                || !verifier.verify(proposal.base(), after, store.approvals(proposal.id()))
                        .suffices()) {
            return kept;
        }
        Difference difference = difference(proposal.base(), after);
        NetworkVersion version = new NetworkVersion(
                VersionTag.after(Optional.of(proposal.base()), document),
                proposal.by(),
                Optional.of(proposal.id()),
                difference.changes().size());
        return store.append(version, document, difference)
                ? new Outcome.InForce(version, difference)
                : new Outcome.Overtaken(inForce().tag());
    }

    private Outcome kept(Proposal proposal, Approval approval) {
        if (store.approve(proposal.id(), approval)) {
            return new Outcome.Kept(store.proposal(proposal.id()).orElseThrow());
        }
        return store.proposal(proposal.id()).filter(Proposal::isOpen).isPresent()
                ? new Outcome.Full(VersionStore.MOST_APPROVALS + " approvals are kept of a proposal, as many as may be")
                : new Outcome.NotOpen();
    }

    /**
     * The network of a version that there is.
     *
     * @throws IllegalArgumentException if this program cannot read its document
     */
    public Network network(VersionTag tag) {
        return reader.apply(store.document(tag.number()).orElseThrow()).network();
    }
}
