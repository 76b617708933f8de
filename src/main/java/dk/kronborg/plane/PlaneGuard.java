package dk.kronborg.plane;

import dk.kronborg.kms.alarm.Alarms;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * What a plane shows and whom it admits, as its files say now. A change of the files holds from the next {@link #poll}
 * on, if they make sense; if not, what they said before goes on to hold, and an alarm is raised once.
 */
final class PlaneGuard {

    private final String plane;
    private final Clock clock;
    private final Alarms alarms;
    private final WatchedFiles<Credentials> credentials;
    private final WatchedFiles<CrlFile> crl;
    private final WatchedFiles<Revocations> list;
    private final Set<CrlFile.Issued> overdue = new HashSet<>();
    private volatile InForce inForce;

    /**
     * What holds now. Numbers tell one state from another without a look into it.
     *
     * @param rotation how often credentials have changed
     * @param revision how often revocations have changed
     */
    record InForce(Credentials credentials, int rotation, Revocations revocations, int revision) {}

    /** Refuses credentials for reasons that are not in their files. */
    interface Further {
        void check(Credentials credentials) throws PlaneFileException;
    }

    /**
     * Reads a plane's files for the first time.
     *
     * @param further refuses credentials that are a whole, but not for this plane
     * @throws PlaneFileException if a file cannot be used
     */
    PlaneGuard(
            String name, PlaneSettings.Plane plane, Further further, Alarms alarms, Clock clock, LongSupplier nanoTime)
            throws PlaneFileException {
        this.plane = name;
        this.clock = clock;
        this.alarms = alarms;
        this.credentials = new WatchedFiles<>(
                Credentials.files(plane),
                contents -> {
                    Credentials read = Credentials.read(Credentials.files(plane), contents, clock.instant());
                    further.check(read);
                    return read;
                },
                (old, fresh) -> fresh,
                judged("credentials"),
                nanoTime);
        List<Path> crlFiles = plane.crl().stream().toList();
        this.crl = new WatchedFiles<>(
                crlFiles,
                contents -> contents.isEmpty()
                        ? CrlFile.NONE
                        : CrlFile.read(crlFiles.getFirst(), contents.getFirst(), credentials.current()),
                CrlFile::both,
                judged("CRL"),
                nanoTime);
        List<Path> listFiles = plane.revoked().stream().toList();
        this.list = new WatchedFiles<>(
                listFiles,
                contents -> contents.isEmpty()
                        ? Revocations.NONE
                        : RevocationList.read(listFiles.getFirst(), contents.getFirst()),
                Revocations::plus,
                judged("list of revoked"),
                nanoTime);
        this.inForce = new InForce(credentials.current(), 0, revocations(), 0);
        announceOverdue();
    }

    String plane() {
        return plane;
    }

    Instant now() {
        return clock.instant();
    }

    InForce inForce() {
        return inForce;
    }

    private Revocations revocations() {
        return crl.current().revocations().plus(list.current());
    }

    /** Looks at the files again. */
    void poll() {
        boolean rotated = credentials.poll();
        boolean crlChanged = rotated ? crl.again() : crl.poll();
        boolean listChanged = list.poll();
        InForce old = inForce;
        if (rotated || crlChanged || listChanged) {
            inForce = new InForce(
                    credentials.current(), rotated ? old.rotation + 1 : old.rotation, revocations(), old.revision + 1);
        }
        announceOverdue();
    }

    private Consumer<Optional<String>> judged(String files) {
        String subject = plane + " plane, " + files;
        return fault -> fault.ifPresentOrElse(
                why -> alarms.raise(
                        Alarms.Kind.PLANE_FILES_REFUSED, subject, why + "; the last good content stays in force"),
                () -> alarms.clear(Alarms.Kind.PLANE_FILES_REFUSED, subject));
    }

    /** A list that is overdue goes on to revoke: to forget it would let the revoked in. */
    private void announceOverdue() {
        Instant now = clock.instant();
        List<CrlFile.Issued> late = crl.current().lists().stream()
                .filter(issued -> !now.isBefore(issued.nextUpdate()))
                .toList();
        if (overdue.retainAll(late) && overdue.isEmpty()) {
            alarms.clear(Alarms.Kind.REVOCATION_LIST_OVERDUE, plane + " plane");
        }
        for (CrlFile.Issued issued : late) {
            if (overdue.add(issued)) {
                alarms.raise(
                        Alarms.Kind.REVOCATION_LIST_OVERDUE,
                        plane + " plane",
                        "the CRL of \"" + issued.issuer() + "\" promised a newer one by " + issued.nextUpdate()
                                + "; it goes on to revoke");
            }
        }
    }

    /** Own certificates and anchors, whose end must be announced. */
    Stream<X509Certificate> certificates() {
        return inForce.credentials.certificates();
    }

    /** Why whoever shows that chain is shut out, if so. Quick: no signature is verified. */
    Optional<String> shutOut(PeerChain peer) {
        InForce now = inForce;
        if (peer.notRevokedBy != now.revision) {
            if (now.revocations.cover(peer.certificates(), Optional.of(peer.identity()))) {
                return Optional.of("revoked");
            }
            peer.notRevokedBy = now.revision;
        }
        return clock.instant().isAfter(peer.end()) ? Optional.of("expired") : Optional.empty();
    }

    /** Whether that chain was verified by the anchors of now. */
    boolean isVerified(PeerChain peer) {
        return peer.verifiedBy == inForce.rotation;
    }

    /** Why that chain does not hold, if so; verifies signatures if the anchors are not those of the last time. */
    Optional<String> fault(PeerChain peer) {
        Optional<String> shutOut = shutOut(peer);
        InForce now = inForce;
        if (shutOut.isPresent() || peer.verifiedBy == now.rotation) {
            return shutOut;
        }
        try {
            X509Certificate[] chain = peer.certificates().toArray(X509Certificate[]::new);
            if (peer.isClient()) {
                now.credentials.trust().checkClientTrusted(chain, "UNKNOWN");
            } else {
                now.credentials.trust().checkServerTrusted(chain, "UNKNOWN");
            }
            peer.verifiedBy = now.rotation;
            return Optional.empty();
        } catch (CertificateException e) {
            return Optional.of("not valid by the plane's trust anchors");
        }
    }
}
