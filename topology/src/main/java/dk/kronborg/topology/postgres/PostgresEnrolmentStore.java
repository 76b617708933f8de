package dk.kronborg.topology.postgres;

import dk.kronborg.topology.enrolment.Enrolment;
import dk.kronborg.topology.enrolment.EnrolmentStore;
import dk.kronborg.topology.version.VersionsUnavailableException;
import jakarta.persistence.PersistenceException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.query.MutationQuery;

/** Enrolments in PostgreSQL. Each step asks for the state that it leaves, so of several processes one takes it. */
public final class PostgresEnrolmentStore implements EnrolmentStore {

    private final SessionFactory sessions;

    public PostgresEnrolmentStore(SessionFactory sessions) {
        this.sessions = sessions;
    }

    @Override
    public void add(Enrolment invited) {
        reached(() -> {
            sessions.inTransaction(session -> session.persist(new EnrolmentRow(invited)));
            return invited;
        });
    }

    @Override
    public Optional<Enrolment> find(UUID id) {
        return reached(() -> sessions.fromSession(session ->
                Optional.ofNullable(session.find(EnrolmentRow.class, id)).map(EnrolmentRow::toDomain)));
    }

    @Override
    public List<Enrolment> newest(int limit) {
        return reached(() -> sessions.fromSession(session -> session
                .createSelectionQuery("from EnrolmentRow order by madeAt desc, id", EnrolmentRow.class)
                .setMaxResults(limit)
                .getResultList()
                .stream()
                .map(EnrolmentRow::toDomain)
                .toList()));
    }

    @Override
    public boolean requested(UUID id, String request) {
        return changed(session -> session.createMutationQuery(
                        "update EnrolmentRow set state = REQUESTED, request = :request, codeKey = null"
                                + " where id = :id and state = INVITED")
                .setParameter("request", request)
                .setParameter("id", id));
    }

    @Override
    public void proposed(UUID id, UUID proposal) {
        changed(session -> session.createMutationQuery(
                        "update EnrolmentRow set proposal = :proposal where id = :id and state = REQUESTED")
                .setParameter("proposal", proposal)
                .setParameter("id", id));
    }

    @Override
    public void wrong(UUID id, int most) {
        reached(() -> {
            sessions.inTransaction(session -> {
                session.createMutationQuery(
                                "update EnrolmentRow set wrong = wrong + 1 where id = :id and state = INVITED")
                        .setParameter("id", id)
                        .executeUpdate();
                session.createMutationQuery("update EnrolmentRow set state = VOID, codeKey = null"
                                + " where id = :id and state = INVITED and wrong >= :most")
                        .setParameter("id", id)
                        .setParameter("most", most)
                        .executeUpdate();
            });
            return id;
        });
    }

    @Override
    public boolean withdraw(UUID id) {
        return changed(session -> session.createMutationQuery(
                        "update EnrolmentRow set state = VOID, codeKey = null where id = :id and state = INVITED")
                .setParameter("id", id));
    }

    private boolean changed(Function<Session, MutationQuery> change) {
        return reached(
                () -> sessions.fromTransaction(session -> change.apply(session).executeUpdate() > 0));
    }

    private static <T> T reached(Supplier<T> work) {
        try {
            return work.get();
        } catch (PersistenceException e) {
            throw new VersionsUnavailableException(e);
        }
    }
}
