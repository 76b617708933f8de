package dk.kronborg.kms.delivery;

import dk.kronborg.kms.keyid.DeliveredKey;
import java.util.List;

/** What a target is told when it asks for keys by their IDs. */
public sealed interface FetchOutcome {

    /** The keys, in the order they were asked for; recorded on disk as fetched. */
    record Fetched(List<DeliveredKey> keys) implements FetchOutcome {}

    /** One or more are unknown, fetched before or void; none was touched. */
    record NotFound() implements FetchOutcome {}

    /** One or more were made for somebody else; none was touched. */
    record NotEntitled() implements FetchOutcome {}

    /** The caller named too many IDs that do not exist. */
    record TooManyGuesses(int retryAfterSeconds) implements FetchOutcome {}

    /** The database does not answer; the keys may be taken as destroyed. */
    record Unavailable() implements FetchOutcome {}
}
