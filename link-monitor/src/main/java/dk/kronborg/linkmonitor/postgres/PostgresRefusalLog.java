package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.history.HistoryUnavailableException;
import dk.kronborg.linkmonitor.history.RefusalLog;
import jakarta.persistence.PersistenceException;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/** The refusals in PostgreSQL, to be read. */
public final class PostgresRefusalLog implements RefusalLog {

    private final SessionFactory sessions;

    public PostgresRefusalLog(SessionFactory sessions) {
        this.sessions = sessions;
    }

    @Override
    public List<RefusalCount> counts() {
        try (Session session = sessions.openSession()) {
            return session
                    .createSelectionQuery("from RefusalCountRow order by reason", RefusalCountRow.class)
                    .getResultList()
                    .stream()
                    .map(RefusalCountRow::toDomain)
                    .toList();
        } catch (PersistenceException e) {
            throw new HistoryUnavailableException(e);
        }
    }

    @Override
    public List<RefusedRecord> newest(int limit) {
        try (Session session = sessions.openSession()) {
            return session
                    .createSelectionQuery("from RefusedEventRow order by id desc", RefusedEventRow.class)
                    .setMaxResults(limit)
                    .getResultList()
                    .stream()
                    .map(RefusedEventRow::toDomain)
                    .toList();
        } catch (PersistenceException e) {
            throw new HistoryUnavailableException(e);
        }
    }
}
