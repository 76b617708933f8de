package dk.kronborg.centre;

import dk.kronborg.linkmonitor.intake.IntakeObserver;
import dk.kronborg.linkmonitor.intake.Outcome;
import dk.kronborg.linkmonitor.intake.Outcome.Accepted;
import dk.kronborg.linkmonitor.intake.Outcome.Duplicate;
import dk.kronborg.linkmonitor.intake.Outcome.Refused;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Counts for Prometheus what became of telemetry since this process started; every series exists from then on. */
@Singleton
class IntakeCounters implements IntakeObserver {

    private final Counter accepted;
    private final Counter late;
    private final Counter duplicate;
    private final Counter missed;
    private final MeterRegistry registry;

    @Inject
    IntakeCounters(MeterRegistry registry) {
        this.registry = registry;
        accepted = events("accepted", registry);
        late = events("late", registry);
        duplicate = events("duplicate", registry);
        missed = Counter.builder("kronborg.telemetry.missed")
                .description("Telemetry events that never came, by the gaps in their numbers")
                .register(registry);
        for (RefusalReason reason : RefusalReason.values()) {
            refused(reason);
        }
    }

    private static Counter events(String outcome, MeterRegistry registry) {
        return Counter.builder("kronborg.telemetry.events")
                .description("Telemetry events stored: in time, late, or stored before")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** The registry has one counter a reason, however often it is asked. */
    private Counter refused(RefusalReason reason) {
        return Counter.builder("kronborg.telemetry.refused")
                .description("Telemetry events refused, by reason")
                .tag("reason", reason.name())
                .register(registry);
    }

    @Override
    public void observed(Outcome outcome) {
        switch (outcome) {
            case Accepted(var genuine, var gap) -> {
                (genuine.late() ? late : accepted).increment();
                missed.increment((double) gap);
            }
            case Duplicate ignored -> duplicate.increment();
            case Refused(var rejected) -> refused(rejected.refusal().reason()).increment();
        }
    }
}
