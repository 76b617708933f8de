package dk.kronborg.testbed.checker;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What came back to an SAE. */
public sealed interface Answer {

    /** Status 200. */
    record Keys(List<Seen> keys) implements Answer {
        public Keys {
            keys = List.copyOf(keys);
        }
    }

    /** Another status. */
    record Refused(int status) implements Answer {}

    /** Status 503 because too few keys are stored, which takes none. */
    record Shortage() implements Answer {}

    /** Nothing, or not all of it: the connection failed or time ran out. */
    record None() implements Answer {}

    /**
     * A key in an answer.
     *
     * @param links that it rests on, as the KME says
     */
    record Seen(UUID id, KeyPrint print, Set<String> links) {
        public Seen {
            links = Set.copyOf(links);
        }
    }

    /** Whether the KME may have taken keys for this request without handing them out: no answer, or 503. */
    default boolean mayHaveTaken() {
        return switch (this) {
            case Keys _, Shortage _ -> false;
            case Refused(int status) -> status == 503;
            case None _ -> true;
        };
    }
}
