package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.history.HistoryUnavailableException;
import dk.kronborg.linkmonitor.history.RefusalLog;
import dk.kronborg.linkmonitor.history.RefusalQuery;
import jakarta.persistence.PersistenceException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.query.SelectionQuery;

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
    public RefusalPage refusals(RefusalQuery query) {
        Map<String, Object> values = new TreeMap<>();
        values.put("from", query.from());
        values.put("to", query.to());
        query.reason().ifPresent(reason -> values.put("reason", reason));
        query.key().ifPresent(key -> values.put("recordKey", key));
        query.device().ifPresent(device -> values.put("deviceId", device.value()));
        values.put("after", query.after().orElse(Long.MAX_VALUE));
        String wanted = Stream.of("reason", "recordKey", "deviceId")
                .filter(values::containsKey)
                .map(member -> " and " + member + " = :" + member)
                .collect(Collectors.joining());
        try (Session session = sessions.openSession()) {
            SelectionQuery<RefusedEventRow> selection = session.createSelectionQuery(
                    "from RefusedEventRow where id < :after and refusedAt >= :from and refusedAt < :to" + wanted
                            + " order by id desc",
                    RefusedEventRow.class);
            values.forEach(selection::setParameter);
            return page(selection.setMaxResults(query.limit()).getResultList(), query.limit());
        } catch (PersistenceException e) {
            throw new HistoryUnavailableException(e);
        }
    }

    private static RefusalPage page(List<RefusedEventRow> rows, int limit) {
        return new RefusalPage(
                rows.stream().map(RefusedEventRow::toDomain).toList(),
                rows.size() == limit ? OptionalLong.of(rows.getLast().id()) : OptionalLong.empty());
    }
}
