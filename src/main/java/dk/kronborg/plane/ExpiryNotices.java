package dk.kronborg.plane;

import dk.kronborg.kms.alarm.Alarms;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Announces that a certificate ends: once at 60, 30, 7 and 1 days before, and once when it has ended. That is over when one
 * of the same name lasts longer, or when none of that name was seen for a day; who comes back after that is announced anew.
 */
final class ExpiryNotices {

    private static final List<Integer> DAYS = List.of(0, 1, 7, 30, 60);
    private static final Duration FORGOTTEN = Duration.ofDays(1);

    private final String plane;
    private final Alarms alarms;
    private final Clock clock;
    /** By the certificate, the smallest of the days that was announced. */
    private final Map<Announced, Integer> announced = new ConcurrentHashMap<>();
    /** By what its alarm is about, when a certificate that ends was seen last. */
    private final Map<String, Instant> ending = new ConcurrentHashMap<>();

    private record Announced(String subject, Revocations.Serial certificate) {}

    ExpiryNotices(String plane, Alarms alarms, Clock clock) {
        this.plane = plane;
        this.alarms = alarms;
        this.clock = clock;
    }

    /** Announces what is due for a certificate. */
    void look(X509Certificate certificate) {
        Instant now = clock.instant();
        Instant end = certificate.getNotAfter().toInstant();
        Duration left = Duration.between(now, end);
        for (int days : DAYS) {
            if (left.compareTo(Duration.ofDays(days)) <= 0) {
                String subject = subject(certificate);
                Integer before = announced.put(new Announced(subject, Revocations.Serial.of(certificate)), days);
                ending.put(subject, now);
                if (before == null || before > days) {
                    announce(certificate, days, end);
                }
                return;
            }
        }
        if (!ending.isEmpty()) {
            clear(subject(certificate));
        }
    }

    /** Forgets what nobody has shown for long. */
    void forget() {
        Instant before = clock.instant().minus(FORGOTTEN);
        ending.forEach((subject, seen) -> {
            if (seen.isBefore(before)) {
                clear(subject);
                announced.keySet().removeIf(each -> each.subject().equals(subject));
            }
        });
    }

    private void clear(String subject) {
        if (ending.remove(subject) != null) {
            alarms.clear(Alarms.Kind.CERTIFICATE_ENDS, subject);
        }
    }

    private String subject(X509Certificate certificate) {
        return plane + " plane, " + certificate.getSubjectX500Principal().getName();
    }

    private void announce(X509Certificate certificate, int days, Instant end) {
        String name = certificate.getSubjectX500Principal().getName();
        alarms.raise(
                Alarms.Kind.CERTIFICATE_ENDS,
                severity(days),
                subject(certificate),
                "the certificate of \"" + name + "\", serial "
                        + certificate.getSerialNumber().toString(16)
                        + (days == 0 ? ", has ended at " : ", ends in at most " + days + " days, at ") + end);
    }

    private static Alarms.Severity severity(int days) {
        return switch (days) {
            case 0 -> Alarms.Severity.CRITICAL;
            case 1 -> Alarms.Severity.MAJOR;
            case 7 -> Alarms.Severity.MINOR;
            default -> Alarms.Severity.WARNING;
        };
    }

    /** Days until that certificate ends, negative after its end. */
    double daysLeft(X509Certificate certificate) {
        return Duration.between(clock.instant(), certificate.getNotAfter().toInstant())
                        .toSeconds()
                / (double) Duration.ofDays(1).toSeconds();
    }
}
