package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.health.LinkHealth;
import dk.kronborg.linkmonitor.health.LinkMonitor;
import dk.kronborg.linkmonitor.health.LinkMonitor.Move;
import dk.kronborg.linkmonitor.intake.Judgement.Genuine;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.postgres.LinkHealthTable.Kept;
import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Network;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** Moves the health of links in the transaction in which their events are stored, so that neither is without the other. */
final class HealthStep {

    private static final Logger LOG = Logger.getLogger(HealthStep.class);

    private static final int AT_ONCE = 200;

    private final LinkMonitor monitor;
    private final LinkHealthTable table = new LinkHealthTable();
    private final LinkNews news;

    HealthStep(LinkMonitor monitor) {
        this.monitor = monitor;
        this.news = new LinkNews(table, monitor::network);
    }

    /**
     * After events that were not stored before. Late ones are history only, and so is what is left over from an earlier
     * boot of a device, and what was judged genuine when the network still had the link.
     *
     * @param firstOfBoot those of them that are the first of their boot that was ever seen
     */
    void after(Connection connection, Collection<Genuine> events, Set<Genuine> firstOfBoot) throws SQLException {
        Network network = monitor.network();
        Map<LinkId, List<Genuine>> byLink = new TreeMap<>();
        for (Genuine event : events) {
            if (!event.late() && network.link(event.event().link()).isPresent()) {
                byLink.computeIfAbsent(event.event().link(), link -> new ArrayList<>())
                        .add(event);
            }
        }
        if (byLink.isEmpty()) {
            return;
        }
        List<Kept> links = table.lock(connection, byLink.keySet());
        if (links.size() < byLink.size()) {
            table.begin(connection, byLink.keySet(), arrival(events.iterator().next()));
            links = table.lock(connection, byLink.keySet());
        }
        List<Kept> moved = new ArrayList<>(links.size());
        for (Kept link : links) {
            List<Move> moves = new ArrayList<>();
            LinkHealth health = link.health();
            for (Genuine genuine : byLink.getOrDefault(health.link(), List.of())) {
                if (isPresent(health, genuine.event()) || firstOfBoot.contains(genuine)) {
                    Optional<Move> move = after(health, genuine);
                    move.ifPresent(moves::add);
                    health = move.map(Move::after).orElse(health);
                }
            }
            if (!moves.isEmpty()) {
                moved.add(tell(connection, link, moves));
            }
        }
        table.write(connection, moved);
    }

    /** Whether the event is of the boot that its end is known to be in. */
    private static boolean isPresent(LinkHealth health, TelemetryEvent event) {
        return health.end(event.side())
                .boot()
                .map(boot -> boot.equals(event.sequence().boot()))
                .orElse(true);
    }

    /** A fault of the program in judging one event does not stop the telemetry of all links. */
    private Optional<Move> after(LinkHealth health, Genuine genuine) {
        try {
            return monitor.after(health, genuine.event(), arrival(genuine));
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "Event %s of link %s is stored, but could not be judged",
                    genuine.event().id(),
                    genuine.event().link());
            return Optional.of(new Move(health, List.of(), arrival(genuine), false));
        }
    }

    /** By the clock of the bus, which is one for all devices; never later than now. */
    private static Instant arrival(Genuine genuine) {
        Instant appended = genuine.record().place().appendedAt();
        return appended.isAfter(genuine.judgedAt()) ? genuine.judgedAt() : appended;
    }

    /** After records that were refused. */
    void refused(Connection connection, List<Rejected> refusals) throws SQLException {
        RefusalSourceTable.note(connection, refusals, monitor.links());
    }

    /**
     * After silence, where it changes something.
     *
     * @param horizon everything that arrived before is stored
     * @return whether there may be more to do
     */
    boolean silence(Connection connection, Instant horizon) throws SQLException {
        List<LinkId> watched = monitor.links();
        table.begin(connection, watched, horizon);
        RefusalSourceTable.forgive(connection, horizon);
        List<Kept> links = table.lockSilent(connection, watched, horizon, AT_ONCE);
        List<Kept> moved = new ArrayList<>(links.size());
        for (Kept link : links) {
            Optional<Move> move = monitor.silent(link.health(), horizon);
            if (move.isPresent()) {
                moved.add(tell(connection, link, List.of(move.get())));
            }
        }
        table.write(connection, moved);
        return links.size() == AT_ONCE;
    }

    /** Alarms and the state for others. */
    private Kept tell(Connection connection, Kept before, List<Move> moves) throws SQLException {
        for (Move move : moves) {
            AlarmTable.apply(connection, move.alarms(), move.at(), move.workPlanned());
        }
        Move last = moves.getLast();
        return news.moved(connection, before, last.after(), last.at());
    }
}
