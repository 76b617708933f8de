package dk.kronborg.topology.identity;

import java.util.Locale;

/**
 * Who a certificate speaks for: {@code urn:kronborg:<domain>:<role>:<id>}, carried as its one URI subject
 * alternative name.
 *
 * @param domain the domain that issued the name
 * @param role   what the holder is; a certificate of one role is refused wherever another is expected
 * @param id     the name within domain and role
 */
public record Identity(DomainId domain, Role role, String id) {

    private static final String PREFIX = "urn:kronborg:";

    /** What the holder of a certificate is, hence the plane on which it may connect. */
    public enum Role {
        SAE,
        KME,
        DEVICE,
        OPERATOR,
        CENTRE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Identity {
        if (domain.value().indexOf(':') >= 0) {
            throw new IllegalArgumentException("a domain in an identity holds no colon, got " + domain);
        }
        NameSyntax.checked(role.word() + " ID", id);
    }

    /**
     * Reads the URN form.
     *
     * @throws IllegalArgumentException if the text is not such a URN; the message names the fault
     */
    public static Identity parse(String urn) {
        String[] parts = urn.split(":", 5);
        if (!urn.startsWith(PREFIX) || parts.length != 5) {
            throw new IllegalArgumentException("an identity is urn:kronborg:<domain>:<role>:<id>");
        }
        for (Role role : Role.values()) {
            if (role.word().equals(parts[3])) {
                return new Identity(new DomainId(parts[2]), role, parts[4]);
            }
        }
        throw new IllegalArgumentException("the role of an identity is sae, kme, device, operator or centre");
    }

    /** The URN form, which {@link #parse} reads back. */
    public String urn() {
        return PREFIX + domain + ':' + role.word() + ':' + id;
    }
}
