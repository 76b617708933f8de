package dk.kronborg.plane;

import dk.kronborg.kms.alarm.Alarms;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Announces that a certificate ends: once at 60, 30, 7 and 1 days before, and once when it has ended. */
final class ExpiryNotices {

    private static final List<Integer> DAYS = List.of(0, 1, 7, 30, 60);

    private final String plane;
    private final Alarms alarms;
    private final Clock clock;
    /** By the certificate, the smallest of the days that was announced. */
    private final Map<Revocations.Serial, Integer> announced = new ConcurrentHashMap<>();

    ExpiryNotices(String plane, Alarms alarms, Clock clock) {
        this.plane = plane;
        this.alarms = alarms;
        this.clock = clock;
    }

    /** Announces what is due for a certificate. */
    void look(X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        Duration left = Duration.between(clock.instant(), end);
        for (int days : DAYS) {
            if (left.compareTo(Duration.ofDays(days)) <= 0) {
                Integer before = announced.put(Revocations.Serial.of(certificate), days);
                if (before == null || before > days) {
                    announce(certificate, days, end);
                }
                return;
            }
        }
    }

    private void announce(X509Certificate certificate, int days, Instant end) {
        String name = certificate.getSubjectX500Principal().getName();
        alarms.raise(
                Alarms.Kind.CERTIFICATE_ENDS,
                plane + " plane",
                "the certificate of \"" + name + "\", serial "
                        + certificate.getSerialNumber().toString(16)
                        + (days == 0 ? ", has ended at " : ", ends in at most " + days + " days, at ") + end);
    }

    /** Days until that certificate ends, negative after its end. */
    double daysLeft(X509Certificate certificate) {
        return Duration.between(clock.instant(), certificate.getNotAfter().toInstant())
                        .toSeconds()
                / (double) Duration.ofDays(1).toSeconds();
    }
}
