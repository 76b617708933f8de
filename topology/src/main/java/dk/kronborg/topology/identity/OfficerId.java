package dk.kronborg.topology.identity;

/**
 * Name of a security officer: one of those of whom two must sign what touches security.
 *
 * @param value 1 to 64 letters, digits, '.', '_', ':' or '-', beginning with a letter or digit
 * @throws IllegalArgumentException if the value is spelt otherwise
 */
public record OfficerId(String value) implements Comparable<OfficerId> {

    public OfficerId {
        NameSyntax.checked("officer ID", value);
    }

    @Override
    public int compareTo(OfficerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
