package dk.kronborg.topology.identity;

/**
 * Name of a cable: what an excavator cuts. Several links, and their classical channels, may lie in one.
 *
 * @param value 1 to 64 letters, digits, '.', '_', ':' or '-', beginning with a letter or digit
 * @throws IllegalArgumentException if the value is spelt otherwise
 */
public record CableId(String value) implements Comparable<CableId> {

    public CableId {
        NameSyntax.checked("cable ID", value);
    }

    @Override
    public int compareTo(CableId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
