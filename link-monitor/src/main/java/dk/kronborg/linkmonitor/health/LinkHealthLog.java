package dk.kronborg.linkmonitor.health;

import java.util.List;
import java.util.Optional;

/** The health of all links as it is stored, for those who look again and again. */
public interface LinkHealthLog {

    /**
     * What there was to see at one moment.
     *
     * @param mark  of that moment, for the next look
     * @param moved in no order
     */
    record Sight(String mark, List<LinkHealth> moved) {}

    /**
     * The links that moved since that mark, all that were ever heard of if there is none. None is missed, also if several
     * processes write.
     *
     * @throws dk.kronborg.linkmonitor.history.HistoryUnavailableException if it cannot be read now
     */
    Sight since(Optional<String> mark);
}
