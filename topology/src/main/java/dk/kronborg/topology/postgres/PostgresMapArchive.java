package dk.kronborg.topology.postgres;

import dk.kronborg.topology.map.json.MapJson;
import dk.kronborg.topology.publication.MapArchive;
import dk.kronborg.topology.publication.PublishedStep;
import dk.kronborg.topology.version.VersionsUnavailableException;
import jakarta.persistence.PersistenceException;
import java.util.List;
import org.hibernate.SessionFactory;

/** Published versions of the map in PostgreSQL. That one number is given once, its primary key says. */
public final class PostgresMapArchive implements MapArchive {

    private final SessionFactory sessions;

    public PostgresMapArchive(SessionFactory sessions) {
        this.sessions = sessions;
    }

    @Override
    public List<PublishedStep> after(long version) {
        try {
            return sessions.fromSession(session -> session
                    .createSelectionQuery("from MapRow where version > :version order by version", MapRow.class)
                    .setParameter("version", version)
                    .getResultList()
                    .stream()
                    .map(MapRow::toDomain)
                    .toList());
        } catch (PersistenceException e) {
            throw new VersionsUnavailableException(e);
        }
    }

    @Override
    public boolean append(PublishedStep step) {
        try {
            return sessions.fromTransaction(session -> session.createMutationQuery(
                                    "insert into MapRow (version, network, step, signature)"
                                            + " values (:version, :network, :step, :signature) on conflict do nothing")
                            .setParameter("version", step.step().version().version())
                            .setParameter("network", step.network())
                            .setParameter("step", MapJson.text(step.step()))
                            .setParameter("signature", MapJson.text(step.signature()))
                            .executeUpdate()
                    > 0);
        } catch (PersistenceException e) {
            throw new VersionsUnavailableException(e);
        }
    }
}
