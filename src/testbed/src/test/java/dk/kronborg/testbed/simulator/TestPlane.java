package dk.kronborg.testbed.simulator;

import dk.kronborg.topology.identity.Identity;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A device plane with a root of its own, in a directory. */
final class TestPlane {

    private static final X500Name ROOT = new X500Name("CN=test device root");

    private final Path directory;
    private final KeyPair rootKeys;
    private final Path root;

    TestPlane(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.rootKeys = newKeys();
        this.root = directory.resolve("root.pem");
        Files.writeString(root, pem(certificate(ROOT, rootKeys, null)));
    }

    Path root() {
        return root;
    }

    /** The credentials of a holder; the certificate is beside the key, {@code <id>.pem} and {@code <id>.key.pem}. */
    DriverCredentials issue(Identity identity) throws IOException, GeneralSecurityException {
        KeyPair keys = newKeys();
        Path certificate = directory.resolve(identity.id() + ".pem");
        Path key = directory.resolve(identity.id() + ".key.pem");
        Files.writeString(certificate, pem(certificate(new X500Name("CN=" + identity.id()), keys, identity)));
        Files.writeString(key, pem(new JcaPKCS8Generator(keys.getPrivate(), null)));
        return new DriverCredentials(
                certificate,
                key,
                root,
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate(),
                identity.id() + "-1");
    }

    /** A certificate of the root's; the root's own if no identity is given. */
    private X509CertificateHolder certificate(X500Name name, KeyPair keys, @Nullable Identity identity)
            throws IOException {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                ROOT,
                BigInteger.valueOf(now.toEpochMilli()),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofHours(1))),
                name,
                keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(identity == null));
        if (identity != null) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.uniformResourceIdentifier, identity.urn()),
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1")
            }));
        }
        try {
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(rootKeys.getPrivate()));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}
