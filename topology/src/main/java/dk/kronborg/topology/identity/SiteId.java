package dk.kronborg.topology.identity;

/**
 * Name of a site: a secured place that houses one trusted node.
 *
 * @param value 1 to 64 letters, digits, '.', '_', ':' or '-', beginning with a letter or digit
 * @throws IllegalArgumentException if the value is spelt otherwise
 */
public record SiteId(String value) implements Comparable<SiteId> {

    public SiteId {
        NameSyntax.checked("site ID", value);
    }

    @Override
    public int compareTo(SiteId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
