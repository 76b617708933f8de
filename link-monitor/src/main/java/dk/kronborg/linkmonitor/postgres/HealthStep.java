package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.alarm.Alarm;
import dk.kronborg.linkmonitor.alarm.AlarmChange;
import dk.kronborg.linkmonitor.alarm.AlarmKey;
import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.alarm.Condition;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.health.LinkHealth;
import dk.kronborg.linkmonitor.health.LinkMonitor;
import dk.kronborg.linkmonitor.health.LinkMonitor.Move;
import dk.kronborg.linkmonitor.health.LinkMonitor.Standing;
import dk.kronborg.linkmonitor.intake.Judgement.Genuine;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.postgres.LinkHealthTable.Kept;
import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
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
import java.util.stream.Collectors;
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

    /** The links that are watched, in portions for one transaction each. */
    List<List<LinkId>> portions() {
        List<LinkId> watched = monitor.links();
        List<List<LinkId>> portions = new ArrayList<>();
        for (int from = 0; from < watched.size(); from += AT_ONCE) {
            portions.add(watched.subList(from, Math.min(watched.size(), from + AT_ONCE)));
        }
        return portions;
    }

    /**
     * Makes links stand as they do in the network that is watched now: their alarms, those of their devices, and what others
     * know of them.
     *
     * @param before the network that was watched until then, if that is known
     */
    void fit(Connection connection, List<LinkId> links, Optional<Network> before, Instant at) throws SQLException {
        table.begin(connection, links, at);
        List<Kept> moved = new ArrayList<>();
        for (Kept kept : table.lock(connection, links)) {
            Optional<Standing> found = monitor.standing(kept.health(), before, at);
            if (found.isPresent()) {
                Standing standing = found.get();
                fit(connection, standing, at);
                if (standing.anew()) {
                    moved.add(news.again(connection, kept, standing.health(), standing.link(), at));
                } else if (!standing.health().equals(kept.health())) {
                    moved.add(news.moved(connection, kept, standing.health(), at));
                }
            }
        }
        table.write(connection, moved);
    }

    /** Whose telemetry is refused is no matter of health. */
    private static void fit(Connection connection, Standing standing, Instant at) throws SQLException {
        Link link = standing.link();
        Set<AlarmKey> there = standing.conditions().stream().map(Condition::key).collect(Collectors.toSet());
        List<AlarmChange> changes = new ArrayList<>();
        for (Alarm alarm : AlarmTable.active(
                connection,
                List.of(
                        Resource.of(link),
                        Resource.of(link.transmitter().device()),
                        Resource.of(link.receiver().device())))) {
            if (alarm.kind() != AlarmKind.TELEMETRY_REFUSED && !there.contains(alarm.key())) {
                changes.add(new AlarmChange.Over(alarm.key()));
            }
        }
        standing.conditions().forEach(condition -> changes.add(new AlarmChange.Present(condition)));
        AlarmTable.apply(connection, changes, at, standing.workPlanned());
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
