package dk.kronborg.topology.identity;

/**
 * Name of one QKD device, that is of one end of a QKD link.
 *
 * @param value 1 to 64 letters, digits, '.', '_', ':' or '-', beginning with a letter or digit
 * @throws IllegalArgumentException if the value is spelt otherwise
 */
public record DeviceId(String value) implements Comparable<DeviceId> {

    public DeviceId {
        NameSyntax.checked("device ID", value);
    }

    @Override
    public int compareTo(DeviceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
