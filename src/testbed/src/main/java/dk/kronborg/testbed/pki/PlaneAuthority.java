package dk.kronborg.testbed.pki;

import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.Identity;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * The authorities of one plane: a self-signed root and the issuing authority under it, EC P-256 (RFC 5280
 * profiles). Issues whatever it is asked for.
 */
public final class PlaneAuthority {

    private static final Duration CA_VALIDITY = Duration.ofDays(3650);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Credential root;
    private final Credential issuing;

    PlaneAuthority(Credential root, Credential issuing) {
        this.root = root;
        this.issuing = issuing;
    }

    /** New authorities with new keys. */
    public static PlaneAuthority create(DomainId domain, Plane plane, Instant now) {
        KeyPair rootKeys = newKeys();
        X500Name rootName = name(domain + " test " + plane.word() + " root");
        Instant end = now.plus(CA_VALIDITY);
        Instant start = now.minus(Duration.ofHours(1));
        X509Certificate rootCertificate = sign(
                builder(rootName, rootName, rootKeys.getPublic(), start, end),
                authorityExtensions(1),
                rootKeys.getPublic(),
                rootKeys);
        KeyPair issuingKeys = newKeys();
        X500Name issuingName = name(domain + " test " + plane.word() + " issuing");
        X509Certificate issuingCertificate = sign(
                builder(rootName, issuingName, issuingKeys.getPublic(), start, end),
                authorityExtensions(0),
                issuingKeys.getPublic(),
                rootKeys);
        return new PlaneAuthority(
                new Credential(List.of(rootCertificate), rootKeys.getPrivate()),
                new Credential(List.of(issuingCertificate), issuingKeys.getPrivate()));
    }

    Credential rootCredential() {
        return root;
    }

    Credential issuingCredential() {
        return issuing;
    }

    /** The trust anchor of this plane. */
    public X509Certificate root() {
        return root.leaf();
    }

    /** A leaf with a new key, as drafted; the rules are the draft's business. */
    public Credential issue(LeafDraft draft) {
        KeyPair keys = newKeys();
        return new Credential(List.of(leaf(draft, keys.getPublic()), issuing.leaf()), keys.getPrivate());
    }

    private X509Certificate leaf(LeafDraft draft, PublicKey key) {
        X509v3CertificateBuilder builder = builder(
                new X500Name(issuing.leaf().getSubjectX500Principal().getName()),
                name(draft.commonName()),
                key,
                draft.notBefore(),
                draft.notAfter());
        return sign(
                builder, leafExtensions(draft), key, new KeyPair(issuing.leaf().getPublicKey(), issuing.key()));
    }

    /**
     * A leaf as somebody asked for it who made its key, for a year.
     *
     * @param request PKCS #10, PEM
     * @return the leaf, then this authority
     */
    public List<X509Certificate> issue(String request, Set<Use> uses, Instant now) throws IOException {
        try (PEMParser pem = new PEMParser(new StringReader(request))) {
            JcaPKCS10CertificationRequest asked =
                    new JcaPKCS10CertificationRequest((PKCS10CertificationRequest) pem.readObject());
            GeneralNames names =
                    GeneralNames.fromExtensions(asked.getRequestedExtensions(), Extension.subjectAlternativeName);
            Identity holder = Identity.parse(names.getNames()[0].getName().toString());
            LeafDraft draft = LeafDraft.of(holder, uses, now);
            return List.of(leaf(draft, asked.getPublicKey()), issuing.leaf());
        } catch (GeneralSecurityException e) {
            throw new IOException("the key of this request cannot be read", e);
        }
    }

    /** A revocation list of the issuing authority that names those certificates. */
    public X509CRL revoke(Instant thisUpdate, Instant nextUpdate, Collection<X509Certificate> revoked) {
        X500Name name = new X500Name(issuing.leaf().getSubjectX500Principal().getName());
        X509v2CRLBuilder list = new X509v2CRLBuilder(name, Date.from(thisUpdate));
        list.setNextUpdate(Date.from(nextUpdate));
        revoked.forEach(
                each -> list.addCRLEntry(each.getSerialNumber(), Date.from(thisUpdate), CRLReason.keyCompromise));
        try {
            return new JcaX509CRLConverter()
                    .getCRL(list.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuing.key())));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("every JDK can sign a list with P-256", e);
        }
    }

    /** Adds a certificate's own extensions. */
    private interface Extensions {
        void addTo(X509v3CertificateBuilder builder) throws CertIOException;
    }

    private static Extensions authorityExtensions(int furtherAuthorities) {
        return builder -> {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(furtherAuthorities));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        };
    }

    private static Extensions leafExtensions(LeafDraft draft) {
        List<GeneralName> names = new ArrayList<>();
        draft.identities().forEach(urn -> names.add(new GeneralName(GeneralName.uniformResourceIdentifier, urn)));
        draft.hosts().forEach(host -> names.add(new GeneralName(GeneralName.dNSName, host)));
        if (draft.uses().contains(Use.SERVER)) {
            names.add(new GeneralName(GeneralName.dNSName, "localhost"));
            names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        }
        KeyPurposeId[] purposes =
                draft.uses().stream().sorted().map(Use::purpose).toArray(KeyPurposeId[]::new);
        return builder -> {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
            }
        };
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant start, Instant end) {
        // 127 random bits: positive, and never zero in the life of the universe.
        BigInteger serial = new BigInteger(127, RANDOM);
        return new JcaX509v3CertificateBuilder(issuer, serial, Date.from(start), Date.from(end), subject, key);
    }

    private static X509Certificate sign(
            X509v3CertificateBuilder builder, Extensions extensions, PublicKey subjectKey, KeyPair issuer) {
        try {
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(subjectKey));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(issuer.getPublic()));
            extensions.addTo(builder);
            PrivateKey key = issuer.getPrivate();
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("every JDK can sign a certificate with P-256", e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    private static X500Name name(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }
}
