package dk.kronborg.topology.identity;

/**
 * Name of a QKD network under one operator, such as {@code DK.QCI}; must not hold a colon inside an identity.
 *
 * @param value 1 to 64 letters, digits, '.', '_', ':' or '-', beginning with a letter or digit
 * @throws IllegalArgumentException if the value is spelt otherwise
 */
public record DomainId(String value) implements Comparable<DomainId> {

    public DomainId {
        NameSyntax.checked("domain ID", value);
    }

    @Override
    public int compareTo(DomainId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
