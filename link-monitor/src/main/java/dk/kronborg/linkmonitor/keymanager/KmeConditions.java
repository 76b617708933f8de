package dk.kronborg.linkmonitor.keymanager;

import dk.kronborg.linkmonitor.alarm.AlarmKey;
import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.alarm.Condition;
import dk.kronborg.linkmonitor.alarm.Evidence;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.topology.identity.KmeId;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is wrong with a KME, by what its processes say. */
public final class KmeConditions {

    /** The words of a KME that are those of the centre too. */
    private static final Set<AlarmKind> KNOWN = Set.of(
            AlarmKind.KEY_STORE_MISMATCH,
            AlarmKind.PEER_CONTRADICTION,
            AlarmKind.PEER_INCARNATION_CHANGED,
            AlarmKind.EPOCH_FORGED,
            AlarmKind.EPOCH_CHAIN_BROKEN,
            AlarmKind.EPOCH_OVERDUE,
            AlarmKind.QUANTUM_KEYS_SHORT,
            AlarmKind.KEY_BELOW_POLICY,
            AlarmKind.RELAY_CONTRADICTION,
            AlarmKind.RELAY_STUCK,
            AlarmKind.MAP_REFUSED,
            AlarmKind.MAP_FORKED,
            AlarmKind.MAP_STALE,
            AlarmKind.DATABASE_REWOUND,
            AlarmKind.WRAPPED_BYTES_UNREADABLE,
            AlarmKind.BITS_UNBALANCED,
            AlarmKind.SITE_ZEROISED,
            AlarmKind.TAMPER_INPUT_BLIND,
            AlarmKind.DISK_NEARLY_FULL,
            AlarmKind.CLOCK_STEPPED,
            AlarmKind.PLANE_FILES_REFUSED,
            AlarmKind.REVOCATION_LIST_OVERDUE,
            AlarmKind.CERTIFICATE_ENDS);

    /** More alarms of one KME nobody looks at. */
    public static final int MOST = 200;

    /** The worst first; of equals always the same ones, whoever said them. */
    private static final Comparator<Condition> GRAVITY = Comparator.comparing(Condition::severity)
            .reversed()
            .thenComparing(Condition::kind)
            .thenComparing(Condition::qualifier);

    private KmeConditions() {}

    /** The {@link #MOST} worst. */
    public static List<Condition> worst(List<Condition> conditions) {
        return conditions.stream().sorted(GRAVITY).limit(MOST).toList();
    }

    /** What several processes say of the same is one condition, at its worst. */
    public static List<Condition> of(Collection<KmeReport> reports) {
        Map<AlarmKey, Condition> worst = new LinkedHashMap<>();
        for (KmeReport report : reports) {
            for (KmeAlarm alarm : report.alarms()) {
                Condition condition = condition(report.kme(), alarm);
                worst.merge(
                        condition.key(),
                        condition,
                        (one, other) -> one.severity().atLeast(other.severity()) ? one : other);
            }
        }
        return List.copyOf(worst.values());
    }

    private static Condition condition(KmeId kme, KmeAlarm alarm) {
        AlarmKind kind = KNOWN.stream()
                .filter(known -> known.name().equals(alarm.type()))
                .findFirst()
                .orElse(AlarmKind.KME_ALARM);
        String qualifier = kind == AlarmKind.KME_ALARM ? alarm.type() + ' ' + alarm.subject() : alarm.subject();
        return new Condition(
                new Resource(Resource.Kind.KME, kme.value()),
                kind,
                qualifier,
                alarm.severity(),
                alarm.text(),
                Evidence.of(Map.of("since", alarm.since().toString())));
    }
}
