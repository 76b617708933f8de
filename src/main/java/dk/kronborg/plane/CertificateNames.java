package dk.kronborg.plane;

import dk.kronborg.topology.identity.CertificateName;
import dk.kronborg.topology.identity.CertificateName.Kind;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** Reads the names of a certificate by which its holder may be known where the PKI is not ours. */
public final class CertificateNames {

    /** GeneralName (RFC 5280 section 4.2.1.6). */
    private static final Integer DNS = 2;

    private static final Integer URI = 6;

    private CertificateNames() {}

    /**
     * DNS subject alternative names, the URI one if there is just one, and common names; those that are no {@link
     * CertificateName} are left out.
     */
    public static Set<CertificateName> of(X509Certificate leaf) {
        List<String> uris = uris(leaf);
        return Stream.of(
                        names(Kind.URI, uris.size() == 1 ? uris : List.of()),
                        names(Kind.DNS, alternatives(leaf, DNS)),
                        names(Kind.COMMON_NAME, common(leaf)))
                .flatMap(names -> names)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** All URI subject alternative names. */
    static List<String> uris(X509Certificate leaf) {
        return alternatives(leaf, URI);
    }

    private static List<String> alternatives(X509Certificate leaf, Integer type) {
        try {
            Collection<List<?>> names = leaf.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> type.equals(name.getFirst()))
                            .map(name -> (String) name.get(1))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    private static List<String> common(X509Certificate leaf) {
        try {
            return new LdapName(leaf.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .flatMap(part -> part.getValue() instanceof String text ? Stream.of(text) : Stream.empty())
                            .toList();
        } catch (InvalidNameException e) {
            return List.of();
        }
    }

    private static Stream<CertificateName> names(Kind kind, List<String> values) {
        return values.stream().flatMap(value -> {
            try {
                return Stream.of(new CertificateName(kind, value));
            } catch (IllegalArgumentException e) {
                return Stream.empty();
            }
        });
    }
}
