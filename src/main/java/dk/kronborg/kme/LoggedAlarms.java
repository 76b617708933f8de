package dk.kronborg.kme;

import dk.kronborg.kms.alarm.Alarms;
import io.micrometer.core.instrument.MeterRegistry;
import org.jboss.logging.Logger;

/** Alarms in the log, and counted. */
final class LoggedAlarms implements Alarms {

    private static final Logger LOG = Logger.getLogger("dk.kronborg.alarm");

    private final MeterRegistry metrics;

    LoggedAlarms(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    @Override
    public void raise(Kind kind, String subject, String detail) {
        LOG.errorf("%s %s: %s", kind, subject, detail);
        metrics.counter("kronborg.kme.alarms", "kind", kind.name()).increment();
    }
}
