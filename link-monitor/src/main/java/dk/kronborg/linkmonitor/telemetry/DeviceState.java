package dk.kronborg.linkmonitor.telemetry;

import java.util.regex.Pattern;

/**
 * What a device says it is doing, such as {@code KEY_EXCHANGE}; the words are the vendor's.
 *
 * @param name 1 to 40 capital letters, digits and underscores, beginning with a letter
 * @throws IllegalArgumentException if the name is spelt otherwise
 */
public record DeviceState(String name) {

    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,39}");

    public DeviceState {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "device_state is 1 to 40 capital letters, digits and underscores, beginning with a letter");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
