package dk.kronborg.testbed.pki;

import dk.kronborg.testbed.process.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** PEM files (RFC 7468) of certificates and keys. */
public final class Pem {

    private Pem() {}

    /**
     * The certificates of a file, in its order.
     *
     * @throws IOException if there is none or one cannot be read
     */
    public static List<X509Certificate> readCertificates(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (chain.isEmpty()) {
                throw new IOException(file + " holds no certificate");
            }
            return chain;
        } catch (CertificateException e) {
            throw new IOException(file + " holds no certificates that can be read: " + e.getMessage(), e);
        }
    }

    /** The PKCS#8 private key of a file. */
    public static PrivateKey readPrivateKey(Path file) throws IOException {
        if (parse(file) instanceof PrivateKeyInfo info) {
            return new JcaPEMKeyConverter().getPrivateKey(info);
        }
        throw new IOException(file + " does not begin with an unencrypted PKCS#8 private key");
    }

    /** The public key of a file. */
    public static PublicKey readPublicKey(Path file) throws IOException {
        if (parse(file) instanceof SubjectPublicKeyInfo info) {
            return new JcaPEMKeyConverter().getPublicKey(info);
        }
        throw new IOException(file + " does not begin with a public key");
    }

    private static Object parse(Path file) throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file)))) {
            Object first = parser.readObject();
            if (first == null) {
                throw new IOException(file + " is not a PEM file");
            }
            return first;
        }
    }

    public static void writeCertificates(Path file, List<X509Certificate> chain) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            for (X509Certificate certificate : chain) {
                text.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate always has an encoding", e);
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
    }

    static void writeRevocations(Path file, X509CRL list) throws IOException {
        try {
            Files.writeString(file, pem("X509 CRL", list.getEncoded()));
        } catch (CRLException e) {
            throw new IllegalStateException("a list always has an encoding", e);
        }
    }

    static void writePrivateKey(Path file, PrivateKey key) throws IOException {
        PrivateFiles.write(file, pem("PRIVATE KEY", encoded(key)));
    }

    static void writePublicKey(Path file, PublicKey key) throws IOException {
        Files.writeString(file, pem("PUBLIC KEY", encoded(key)));
    }

    private static byte[] encoded(Key key) {
        byte[] bytes = key.getEncoded();
        if (bytes == null) {
            throw new IllegalArgumentException("a key of a test authority can be exported");
        }
        return bytes;
    }

    private static String pem(String type, byte[] content) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, content));
        }
        return text.toString();
    }
}
