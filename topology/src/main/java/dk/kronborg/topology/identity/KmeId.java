package dk.kronborg.topology.identity;

/**
 * Name of a Key Management Entity, the key manager of one site (ETSI GS QKD 014 clause 3.1).
 *
 * @param value 1 to 64 letters, digits, '.', '_', ':' or '-', beginning with a letter or digit
 * @throws IllegalArgumentException if the value is spelt otherwise
 */
public record KmeId(String value) implements Comparable<KmeId> {

    public KmeId {
        NameSyntax.checked("KME ID", value);
    }

    @Override
    public int compareTo(KmeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
