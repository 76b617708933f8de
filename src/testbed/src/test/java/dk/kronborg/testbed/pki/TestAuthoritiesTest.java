package dk.kronborg.testbed.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestAuthoritiesTest {

    private static final DomainId DOMAIN = new DomainId("DK.QCI");
    private static final Identity SAE = new Identity(DOMAIN, Identity.Role.SAE, "SAE-MFA-1");
    private static final Identity KME = new Identity(DOMAIN, Identity.Role.KME, "KME-MFA");
    private static final Instant NOW = Instant.parse("2026-07-02T10:00:00Z");

    @TempDir
    Path directory;

    TestAuthorities authorities;

    @BeforeEach
    void open() throws Exception {
        authorities = openAt(NOW);
    }

    TestAuthorities openAt(Instant time) throws Exception {
        return TestAuthorities.open(DOMAIN, directory, Clock.fixed(time, ZoneOffset.UTC));
    }

    static void validate(Credential credential, X509Certificate root) throws Exception {
        var path = CertificateFactory.getInstance("X.509").generateCertPath(credential.chain());
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(NOW));
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }

    static List<Object> names(X509Certificate certificate, int type) throws Exception {
        Collection<List<?>> all = certificate.getSubjectAlternativeNames();
        return all == null
                ? List.of()
                : all.stream()
                        .filter(name -> name.getFirst().equals(type))
                        .<Object>map(name -> name.get(1))
                        .toList();
    }

    @Test
    void issuesLeavesByTheRules() throws Exception {
        Credential sae =
                authorities.credential(Plane.SAE, SAE, EnumSet.of(Use.CLIENT)).read();
        Credential kme = authorities
                .credential(Plane.PEER, KME, EnumSet.allOf(Use.class))
                .read();

        validate(sae, authorities.of(Plane.SAE).root());
        validate(kme, authorities.of(Plane.PEER).root());
        assertThat(sae.chain()).hasSize(2);
        assertThat(names(sae.leaf(), 6)).containsExactly("urn:kronborg:DK.QCI:sae:SAE-MFA-1");
        assertThat(names(sae.leaf(), 2)).isEmpty();
        assertThat(sae.leaf().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(names(kme.leaf(), 6)).containsExactly("urn:kronborg:DK.QCI:kme:KME-MFA");
        assertThat(names(kme.leaf(), 2)).containsExactly("localhost");
        assertThat(names(kme.leaf(), 7)).containsExactly("127.0.0.1");
        assertThat(kme.leaf().getExtendedKeyUsage())
                .containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(sae.leaf().getBasicConstraints()).isEqualTo(-1);
        assertThat(sae.chain().getLast().getBasicConstraints()).isZero();
    }

    @Test
    void keepsThePlanesApart() {
        Credential sae = authorities.of(Plane.SAE).issue(LeafDraft.of(SAE, EnumSet.of(Use.CLIENT), NOW));

        for (Plane other : EnumSet.complementOf(EnumSet.of(Plane.SAE))) {
            assertThatThrownBy(() -> validate(sae, authorities.of(other).root()))
                    .isInstanceOf(CertPathValidatorException.class);
        }
    }

    @Test
    void breaksOneRuleAtATimeWhenAskedTo() throws Exception {
        LeafDraft good = LeafDraft.of(SAE, EnumSet.of(Use.CLIENT), NOW);
        PlaneAuthority plane = authorities.of(Plane.SAE);

        assertThatThrownBy(() -> validate(plane.issue(good.expired()), plane.root()))
                .hasRootCauseInstanceOf(CertificateExpiredException.class);
        assertThat(names(plane.issue(good.withoutIdentity()).leaf(), 6)).isEmpty();
        assertThat(names(plane.issue(good.withFurtherIdentity(KME)).leaf(), 6)).hasSize(2);
        assertThat(plane.issue(good.withUses(Use.SERVER)).leaf().getExtendedKeyUsage())
                .containsExactly("1.3.6.1.5.5.7.3.1");
        assertThatCode(() -> validate(plane.issue(good), plane.root())).doesNotThrowAnyException();
    }

    @Test
    void anotherAuthorityIsNotTrusted() {
        PlaneAuthority stranger = PlaneAuthority.create(DOMAIN, Plane.SAE, NOW);
        Credential forged = stranger.issue(LeafDraft.of(SAE, EnumSet.of(Use.CLIENT), NOW));

        assertThatThrownBy(() -> validate(forged, authorities.of(Plane.SAE).root()))
                .isInstanceOf(CertPathValidatorException.class);
    }

    @Test
    void goesOnWithWhatItKeeps() throws Exception {
        Credential first =
                authorities.credential(Plane.SAE, SAE, EnumSet.of(Use.CLIENT)).read();

        TestAuthorities soon = openAt(NOW.plus(Duration.ofDays(300)));
        TestAuthorities late = openAt(NOW.plus(Duration.ofDays(350)));

        assertThat(soon.of(Plane.SAE).root())
                .isEqualTo(authorities.of(Plane.SAE).root());
        assertThat(soon.credential(Plane.SAE, SAE, EnumSet.of(Use.CLIENT)).read())
                .isEqualTo(first);
        assertThat(late.credential(Plane.SAE, SAE, EnumSet.of(Use.CLIENT)).read())
                .isNotEqualTo(first);
    }

    @Test
    void letsOnlyTheOwnerReadPrivateKeys() throws Exception {
        authorities.credential(Plane.DEVICE, SAE, EnumSet.of(Use.CLIENT));
        TelemetrySigningKey.open(new DeviceId("MFA-MOD-TX"), directory.resolve("telemetry"));

        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> keys =
                    files.filter(file -> file.toString().endsWith(".key.pem")).toList();
            assertThat(keys).hasSize(10);
            for (Path key : keys) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void signsTelemetryWithAKeyTheNetworkKnows() throws Exception {
        DeviceId device = new DeviceId("MFA-MOD-TX");
        TelemetrySigningKey key = TelemetrySigningKey.open(device, directory);
        TelemetrySigningKey again = TelemetrySigningKey.open(device, directory);

        Signature signing = Signature.getInstance("Ed25519");
        signing.initSign(again.privateKey());
        signing.update(new byte[] {1, 2, 3});
        byte[] signature = signing.sign();
        Signature verifying = Signature.getInstance("Ed25519");
        verifying.initVerify(key.publicKey());
        verifying.update(new byte[] {1, 2, 3});

        assertThat(verifying.verify(signature)).isTrue();
        assertThat(again.publicHalf()).isEqualTo(key.publicHalf());
    }
}
