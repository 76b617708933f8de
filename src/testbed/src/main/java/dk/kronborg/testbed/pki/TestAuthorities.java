package dk.kronborg.testbed.pki;

import dk.kronborg.testbed.process.PrivateFiles;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The authorities of all planes of one domain, kept in a directory: {@code <plane>/root.pem}, {@code
 * <plane>/issuing.pem}, the authorities' keys beside them, and the leaves as {@code <plane>/<id>.pem} and {@code
 * <plane>/<id>.key.pem}; revocations as {@code <plane>/revoked.txt} and {@code <plane>/crl.pem}. Private keys are readable by their owner only.
 *
 * <p>Opened again, it goes on with the same authorities and leaves; a leaf that ends within 30 days is renewed.
 */
public final class TestAuthorities {

    private static final Duration RENEW_BEFORE_END = Duration.ofDays(30);
    private static final Duration CRL_VALIDITY = Duration.ofDays(3650);

    private final DomainId domain;
    private final Path directory;
    private final Clock clock;
    private final Map<Plane, PlaneAuthority> planes = new EnumMap<>(Plane.class);

    private TestAuthorities(DomainId domain, Path directory, Clock clock) {
        this.domain = domain;
        this.directory = directory;
        this.clock = clock;
    }

    /** The authorities kept in that directory, made now if there are none. */
    public static TestAuthorities open(DomainId domain, Path directory, Clock clock) throws IOException {
        TestAuthorities authorities =
                new TestAuthorities(domain, PrivateFiles.directory(directory).toAbsolutePath(), clock);
        for (Plane plane : Plane.values()) {
            authorities.planes.put(plane, authorities.openPlane(plane));
            authorities.openRevocation(plane);
        }
        return authorities;
    }

    private PlaneAuthority openPlane(Plane plane) throws IOException {
        Path root = file(plane, "root.pem");
        Path rootKey = file(plane, "root.key.pem");
        Path issuing = file(plane, "issuing.pem");
        Path issuingKey = file(plane, "issuing.key.pem");
        // The root is written last: with it, the other three are there.
        if (Files.exists(root)) {
            return new PlaneAuthority(Credential.read(root, rootKey), Credential.read(issuing, issuingKey));
        }
        PlaneAuthority created = PlaneAuthority.create(domain, plane, clock.instant());
        created.issuingCredential().writeTo(issuing, issuingKey);
        created.rootCredential().writeTo(root, rootKey);
        return created;
    }

    /** The authority of a plane, for leaves that are not kept here. */
    public PlaneAuthority of(Plane plane) {
        PlaneAuthority authority = planes.get(plane);
        if (authority == null) {
            throw new IllegalStateException("every plane has an authority, got none for " + plane);
        }
        return authority;
    }

    /** The trust anchor of a plane, as a file. */
    public Path root(Plane plane) {
        return file(plane, "root.pem");
    }

    /** The list of those who are shut out of a plane, docs/tls.md; empty until somebody writes to it. */
    public Path revoked(Plane plane) {
        return file(plane, "revoked.txt");
    }

    /** The revocation list of a plane's issuing authority, PEM; nobody is on it until it is replaced. */
    public Path crl(Plane plane) {
        return file(plane, "crl.pem");
    }

    private void openRevocation(Plane plane) throws IOException {
        if (!Files.exists(revoked(plane))) {
            Files.writeString(revoked(plane), "# Who is shut out, one a line: docs/tls.md says how.\n");
        }
        if (!Files.exists(crl(plane))) {
            Instant now = clock.instant();
            Pem.writeRevocations(crl(plane), of(plane).revoke(now, now.plus(CRL_VALIDITY), List.of()));
        }
    }

    /** A holder's leaf by the rules, issued now if it is not there yet. */
    public CredentialFiles credential(Plane plane, Identity identity, Set<Use> uses) throws IOException {
        Path certificate = file(plane, identity.id() + ".pem");
        Path key = file(plane, identity.id() + ".key.pem");
        Instant now = clock.instant();
        if (!stillGood(certificate, key, now)) {
            of(plane).issue(LeafDraft.of(identity, uses, now)).writeTo(certificate, key);
        }
        return new CredentialFiles(certificate, key, root(plane));
    }

    private static boolean stillGood(Path certificate, Path key, Instant now) throws IOException {
        if (!Files.exists(certificate) || !Files.exists(key)) {
            return false;
        }
        X509Certificate leaf = Pem.readCertificates(certificate).getFirst();
        return leaf.getNotAfter().toInstant().isAfter(now.plus(RENEW_BEFORE_END));
    }

    private Path file(Plane plane, String name) {
        return directory.resolve(plane.word()).resolve(name);
    }
}
