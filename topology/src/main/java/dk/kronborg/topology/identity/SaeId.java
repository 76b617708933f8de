package dk.kronborg.topology.identity;

/**
 * Name of a Secure Application Entity, the consumer of keys (ETSI GS QKD 014 clause 3.1), unique in its domain.
 *
 * @param value 1 to 64 letters, digits, '.', '_', ':' or '-', beginning with a letter or digit
 * @throws IllegalArgumentException if the value is spelt otherwise
 */
public record SaeId(String value) implements Comparable<SaeId> {

    public SaeId {
        NameSyntax.checked("SAE ID", value);
    }

    @Override
    public int compareTo(SaeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
