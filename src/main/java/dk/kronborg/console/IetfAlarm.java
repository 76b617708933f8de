package dk.kronborg.console;

import dk.kronborg.console.IetfAlarmsJson.AlarmEntry;
import dk.kronborg.console.IetfAlarmsJson.KeyEntry;
import dk.kronborg.console.IetfAlarmsJson.OperatorStateChange;
import dk.kronborg.console.IetfAlarmsJson.StatusChange;
import dk.kronborg.linkmonitor.alarm.Alarm;
import dk.kronborg.linkmonitor.alarm.AlarmKey;
import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.alarm.AlarmLog.Entry;
import dk.kronborg.linkmonitor.alarm.Attention;
import dk.kronborg.linkmonitor.alarm.Impact;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.topology.network.Network;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One alarm in the words of RFC 8632.
 *
 * @param history what happened to it, oldest first; the beginning may be missing
 * @param cause   the alarm that explains it, if one does
 */
record IetfAlarm(Alarm alarm, List<Entry> history, Optional<AlarmKey> cause) {

    /** {@code max-alarm-status-changes}, as it is unless set otherwise. */
    private static final int MOST_STATUS_CHANGES = 32;

    /** Who did what nobody did: a shelf that was over, an alarm that came again. */
    private static final String NOBODY = "kronborg";

    /** Whether it is in the list of shelved alarms. */
    boolean shelved() {
        return alarm.attention() instanceof Attention.Shelved;
    }

    AlarmEntry entry(Network network) {
        List<StatusChange> statusChanges = statusChanges();
        List<OperatorStateChange> operatorChanges = operatorChanges();
        Instant lastChanged = statusChanges.getFirst().time();
        if (!operatorChanges.isEmpty() && operatorChanges.getFirst().time().isAfter(lastChanged)) {
            lastChanged = operatorChanges.getFirst().time();
        }
        return new AlarmEntry(
                alarm.key().resource().toString(),
                AlarmWords.type(alarm.kind()),
                alarm.key().qualifier(),
                cause.map(IetfAlarm::key).stream().toList(),
                Impact.of(network, alarm.key().resource()).stream()
                        .map(pair -> "pair:" + pair)
                        .toList(),
                cause.map(key -> key.resource().toString()).stream().toList(),
                shelved() ? null : alarm.firstRaisedAt(),
                alarm.cleared(),
                alarm.raisedAt(),
                lastChanged,
                AlarmWords.severity(lastSeverity()),
                text(alarm.kind(), alarm.text()),
                statusChanges,
                operatorChanges);
    }

    private static KeyEntry key(AlarmKey key) {
        return new KeyEntry(key.resource().toString(), AlarmWords.type(key.kind()), key.qualifier());
    }

    /** Of an alarm that is cleared, the one that it had before. */
    private Severity lastSeverity() {
        return alarm.cleared()
                ? history.reversed().stream()
                        .map(Entry::severity)
                        .filter(Severity::raised)
                        .findFirst()
                        .orElse(alarm.worst())
                : alarm.severity();
    }

    /** For people: the problem, the circumstances, and, line by line, what to do. */
    static String text(AlarmKind kind, String circumstances) {
        return kind.words()
                + (circumstances.isEmpty() ? "" : ": " + circumstances)
                + '\n'
                + String.join("\n", kind.repairActions());
    }

    /** Newest first; the newest says what the alarm says. */
    private List<StatusChange> statusChanges() {
        List<StatusChange> changes = new ArrayList<>();
        Instant next = Instant.MIN;
        for (Entry entry : history) {
            if (AlarmWords.isStatusChange(entry.what())) {
                Instant time = later(entry.at(), next);
                next = time.plus(1, ChronoUnit.MICROS);
                changes.add(new StatusChange(
                        time, AlarmWords.severity(entry.severity()), text(alarm.kind(), entry.text())));
            }
        }
        Instant newest =
                changes.isEmpty() ? alarm.changedAt() : changes.removeLast().time();
        changes.add(new StatusChange(newest, AlarmWords.severity(alarm.severity()), text(alarm.kind(), alarm.text())));
        return changes.reversed().stream().limit(MOST_STATUS_CHANGES).toList();
    }

    /** Newest first. What people said of an alarm that came again, or got worse, holds no more. */
    private List<OperatorStateChange> operatorChanges() {
        List<OperatorStateChange> changes = new ArrayList<>();
        Instant next = Instant.MIN;
        Optional<Entry> raised = Optional.empty();
        for (Entry entry : history) {
            Optional<String> state = AlarmWords.operatorState(entry.what());
            if (state.isPresent()) {
                Instant time = later(entry.at(), next);
                next = time.plus(1, ChronoUnit.MICROS);
                changes.add(new OperatorStateChange(time, entry.operator().orElse(NOBODY), state.get(), said(entry)));
                raised = Optional.empty();
            } else if (AlarmWords.isStatusChange(entry.what())
                    && entry.severity().raised()) {
                raised = Optional.of(entry);
            }
        }
        boolean forgotten = alarm.attention() instanceof Attention.None
                && !changes.isEmpty()
                && !changes.getLast().state().equals("un-shelved");
        if (forgotten) {
            Instant time = later(raised.map(Entry::at).orElse(alarm.changedAt()), next);
            changes.add(new OperatorStateChange(time, NOBODY, "none", "raised again, or worse than before"));
        }
        return changes.reversed();
    }

    private static String said(Entry entry) {
        return entry.what().equals("CLOSE_PROPOSED") ? "close proposed: " + entry.text() : entry.text();
    }

    /** Times tell changes apart, so no two are the same. */
    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}
