package dk.kronborg.testbed.checker;

import java.util.List;
import java.util.UUID;

/**
 * A request for keys by their IDs, {@code dec_keys}.
 *
 * @param slave  who asks; one for whom they were not made, too
 * @param master whom it says they are of
 * @param ids    distinct
 */
public record Fetch(Span span, String slave, String master, List<UUID> ids, Answer answer) {

    public Fetch {
        ids = List.copyOf(ids);
    }
}
