package dk.kronborg.centre;

import dk.kronborg.linkmonitor.alarm.AlarmChange;
import dk.kronborg.linkmonitor.alarm.AlarmKey;
import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.alarm.Condition;
import dk.kronborg.linkmonitor.alarm.Evidence;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.postgres.PostgresAlarms;
import dk.kronborg.linkmonitor.store.PoolName;
import dk.kronborg.linkmonitor.store.StoreChange;
import dk.kronborg.linkmonitor.store.StoreForecast;
import dk.kronborg.linkmonitor.store.StoreObserver;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Raises alarms about stores that are low, or will be empty soon. */
@Singleton
class StoreAlarms implements StoreObserver {

    private final PostgresAlarms alarms;

    @Inject
    StoreAlarms(PostgresAlarms alarms) {
        this.alarms = alarms;
    }

    @Override
    public void changed(StoreChange change) {
        Severity level = change.after().level();
        Severity runningOut = change.after().runningOut();
        alarms.note(
                switch (change.pool().origin()) {
                    case QKD ->
                        List.of(
                                alarm(change, AlarmKind.STORE_LOW, level),
                                alarm(change, AlarmKind.STORE_RUNNING_OUT, runningOut));
                    case PQC -> List.of(alarm(change, AlarmKind.PQC_STORE_LOW, level.or(runningOut)));
                },
                Instant.now());
    }

    /** What alarms of a pool are about. */
    static Resource resource(PoolName pool) {
        return switch (pool.origin()) {
            case QKD -> Resource.store(pool.from(), pool.to());
            case PQC -> Resource.pqcStore(pool.from(), pool.to());
        };
    }

    private static AlarmChange alarm(StoreChange change, AlarmKind kind, Severity severity) {
        Resource store = resource(change.pool());
        if (!severity.raised()) {
            return new AlarmChange.Over(new AlarmKey(store, kind, ""));
        }
        StoreForecast forecast = change.evidence();
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("usable_bits", (double) forecast.report().usable());
        numbers.put("capacity_bits", (double) forecast.report().capacity());
        forecast.timeToEmpty().map(Duration::toSeconds).ifPresent(time -> numbers.put("empty_in_s", (double) time));
        return new AlarmChange.Present(new Condition(
                store,
                kind,
                "",
                severity,
                "%d of %d bits are left"
                        .formatted(forecast.report().usable(), forecast.report().capacity()),
                new Evidence(numbers, Map.of("state", change.after().state().toString()))));
    }
}
