package dk.kronborg.topology.version;

import java.util.Optional;

/**
 * One member of a part of the network, as it was and as it is.
 *
 * @param field  as in the document, such as {@code transmitter.kme}
 * @param before nothing if the member was not there
 * @param after  nothing if it is not there any more
 */
public record FieldChange(String field, Optional<String> before, Optional<String> after) {

    @Override
    public String toString() {
        return field + ' ' + before.map(text -> text + " -> ").orElse("") + after.orElse("nothing");
    }
}
