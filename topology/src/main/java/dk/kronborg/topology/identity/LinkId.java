package dk.kronborg.topology.identity;

/**
 * Name of one QKD link: two devices and the fibre between them.
 *
 * @param value 1 to 64 letters, digits, '.', '_', ':' or '-', beginning with a letter or digit
 * @throws IllegalArgumentException if the value is spelt otherwise
 */
public record LinkId(String value) implements Comparable<LinkId> {

    public LinkId {
        NameSyntax.checked("link ID", value);
    }

    @Override
    public int compareTo(LinkId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
