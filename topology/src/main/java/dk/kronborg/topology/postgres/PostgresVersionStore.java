package dk.kronborg.topology.postgres;

import dk.kronborg.topology.version.Approval;
import dk.kronborg.topology.version.Authorship;
import dk.kronborg.topology.version.Difference;
import dk.kronborg.topology.version.NetworkVersion;
import dk.kronborg.topology.version.Proposal;
import dk.kronborg.topology.version.VersionStore;
import dk.kronborg.topology.version.VersionsUnavailableException;
import jakarta.persistence.PersistenceException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/** Versions and proposals in PostgreSQL. That one number is given once, its primary key says. */
public final class PostgresVersionStore implements VersionStore {

    private static final String CLOSE = "update ProposalRow set state = :state, closedBy = :by, closedWhy = :why,"
            + " closedAt = :at where id = :id and state = 'OPEN'";

    private final SessionFactory sessions;

    public PostgresVersionStore(SessionFactory sessions) {
        this.sessions = sessions;
    }

    @Override
    public Optional<NetworkVersion> newest() {
        return versions(Long.MAX_VALUE, 1).stream().findFirst();
    }

    @Override
    public Optional<NetworkVersion> version(long number) {
        return read(session -> session.createSelectionQuery(
                        VersionRow.LINE + "where number = :number", VersionRow.Line.class)
                .setParameter("number", number)
                .uniqueResultOptional()
                .map(VersionRow.Line::toDomain));
    }

    @Override
    public List<NetworkVersion> versions(long before, int limit) {
        return read(session -> session
                .createSelectionQuery(
                        VersionRow.LINE + "where number < :before order by number desc", VersionRow.Line.class)
                .setParameter("before", before)
                .setMaxResults(limit)
                .getResultList()
                .stream()
                .map(VersionRow.Line::toDomain)
                .toList());
    }

    @Override
    public Optional<String> document(long number) {
        return text("select document from VersionRow where number = :key", number);
    }

    @Override
    public Optional<Difference> difference(long number) {
        return text("select difference from VersionRow where number = :key", number)
                .map(DifferenceText::read);
    }

    @Override
    public boolean append(NetworkVersion version, String document, Difference difference) {
        return write(session -> {
            if (version.proposal().filter(id -> !locked(session, id)).isPresent()
                    || !inserted(session, version, document, difference)) {
                return false;
            }
            version.proposal()
                    .ifPresent(id -> session.createMutationQuery(
                                    "update ProposalRow set state = 'IN_FORCE' where id = :id")
                            .setParameter("id", id)
                            .executeUpdate());
            return true;
        });
    }

    /** Whether the number was free. */
    private static boolean inserted(Session session, NetworkVersion version, String document, Difference difference) {
        return session.createMutationQuery("insert into VersionRow (number, digest, author, why, madeAt, proposalId,"
                                + " changes, document, difference) values (:number, :digest, :author, :why, :at,"
                                + " :proposal, :changes, :document, :difference) on conflict do nothing")
                        .setParameter("number", version.tag().number())
                        .setParameter("digest", version.tag().digest())
                        .setParameter("author", version.by().who())
                        .setParameter("why", version.by().why())
                        .setParameter("at", version.by().at())
                        .setParameter("proposal", version.proposal().orElse(null), UUID.class)
                        .setParameter("changes", version.changes())
                        .setParameter("document", document)
                        .setParameter("difference", DifferenceText.of(difference))
                        .executeUpdate()
                > 0;
    }

    /** Whether a proposal is open; then nobody else approves, closes or enforces it until this transaction ends. */
    private static boolean locked(Session session, UUID id) {
        return session.createMutationQuery(
                                "update ProposalRow set approvals = approvals where id = :id and state = 'OPEN'")
                        .setParameter("id", id)
                        .executeUpdate()
                > 0;
    }

    @Override
    public boolean propose(Proposal proposal, String document, Difference difference) {
        return write(session -> {
            // Two that come at once are counted one after the other.
            session.createNativeMutationQuery("lock table network_proposal in share row exclusive mode")
                    .executeUpdate();
            long open = session.createSelectionQuery(
                            "select count(*) from ProposalRow where state = 'OPEN'", Long.class)
                    .getSingleResult();
            if (open >= MOST_OPEN) {
                return false;
            }
            session.persist(new ProposalRow(proposal, document, DifferenceText.of(difference)));
            return true;
        });
    }

    @Override
    public Optional<Proposal> proposal(UUID id) {
        return read(session -> session.createSelectionQuery(ProposalRow.LINE + "where id = :id", ProposalRow.Line.class)
                .setParameter("id", id)
                .uniqueResultOptional()
                .map(ProposalRow.Line::toDomain));
    }

    @Override
    public List<Proposal> proposals(int limit) {
        return read(session -> session
                .createSelectionQuery(
                        ProposalRow.LINE + "order by case when state = 'OPEN' then 0 else 1 end, madeAt desc, id",
                        ProposalRow.Line.class)
                .setMaxResults(limit)
                .getResultList()
                .stream()
                .map(ProposalRow.Line::toDomain)
                .toList());
    }

    @Override
    public Optional<String> proposedDocument(UUID id) {
        return text("select document from ProposalRow where id = :key", id);
    }

    @Override
    public Optional<Difference> proposedDifference(UUID id) {
        return text("select difference from ProposalRow where id = :key", id).map(DifferenceText::read);
    }

    @Override
    public boolean withdraw(UUID id, Authorship by) {
        return write(session -> session.createMutationQuery(CLOSE)
                        .setParameter("state", Proposal.State.WITHDRAWN)
                        .setParameter("by", by.who())
                        .setParameter("why", by.why())
                        .setParameter("at", by.at())
                        .setParameter("id", id)
                        .executeUpdate()
                > 0);
    }

    @Override
    public List<Approval> approvals(UUID id) {
        return read(session -> approvals(session, id));
    }

    @Override
    public boolean approve(UUID id, Approval approval) {
        return write(session -> {
            if (!locked(session, id)) {
                return false;
            }
            List<Approval> kept = approvals(session, id);
            if (kept.stream().anyMatch(one -> one.document().equals(approval.document()))) {
                return true;
            }
            if (kept.size() >= MOST_APPROVALS) {
                return false;
            }
            session.persist(new ApprovalRow(id, kept.size() + 1, approval));
            session.createMutationQuery("update ProposalRow set approvals = approvals + 1 where id = :id")
                    .setParameter("id", id)
                    .executeUpdate();
            return true;
        });
    }

    private static List<Approval> approvals(Session session, UUID id) {
        return session
                .createSelectionQuery("from ApprovalRow where proposalId = :id order by number", ApprovalRow.class)
                .setParameter("id", id)
                .getResultList()
                .stream()
                .map(ApprovalRow::toDomain)
                .toList();
    }

    private Optional<String> text(String query, Object key) {
        return read(session -> session.createSelectionQuery(query, String.class)
                .setParameter("key", key)
                .uniqueResultOptional());
    }

    private <T> T read(Function<Session, T> work) {
        try {
            return sessions.fromSession(work);
        } catch (PersistenceException e) {
            throw new VersionsUnavailableException(e);
        }
    }

    private <T> T write(Function<Session, T> work) {
        try {
            return sessions.fromTransaction(work);
        } catch (PersistenceException e) {
            throw new VersionsUnavailableException(e);
        }
    }
}
