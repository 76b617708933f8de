package dk.kronborg.enrolment;

import dk.kronborg.topology.identity.Identity;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Requests for certificates (PKCS #10, RFC 2986) that speak for one identity: DER. */
public final class CertificateRequest {

    private CertificateRequest() {}

    /**
     * Asks for a certificate of that key.
     *
     * @param keys of EC P-256
     */
    public static byte[] of(Identity identity, KeyPair keys) {
        try {
            ExtensionsGenerator wanted = new ExtensionsGenerator();
            wanted.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, identity.urn())));
            return new JcaPKCS10CertificationRequestBuilder(
                            new X500NameBuilder(BCStyle.INSTANCE)
                                    .addRDN(BCStyle.CN, identity.id())
                                    .build(),
                            keys.getPublic())
                    .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, wanted.generate())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                    .getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException("every JDK signs with P-256", e);
        }
    }

    /** What is wrong with a request that should be one of that identity, signed by the key that it is for. */
    public static Optional<String> fault(byte[] der, Identity identity) {
        try {
            JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(der);
            var verifier = new JcaContentVerifierProviderBuilder()
                    .setProvider(new BouncyCastleProvider())
                    .build(request.getPublicKey());
            if (!Arrays.equals(request.getEncoded(), der)) {
                return Optional.of("more than a request");
            }
            if (!request.isSignatureValid(verifier)) {
                return Optional.of("not signed by its key");
            }
            GeneralNames names =
                    GeneralNames.fromExtensions(request.getRequestedExtensions(), Extension.subjectAlternativeName);
            boolean one = names != null
                    && Arrays.asList(names.getNames())
                            .equals(List.of(new GeneralName(GeneralName.uniformResourceIdentifier, identity.urn())));
            return one ? Optional.empty() : Optional.of("not for " + identity.urn() + " and nothing else");
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | RuntimeException e) {
            return Optional.of("no request for a certificate (PKCS #10)");
        }
    }
}
