package dk.kronborg.kme;

import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.map.json.MalformedException;
import dk.kronborg.topology.map.json.StrictTree;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.path.LinkCondition;
import dk.kronborg.topology.path.LinkSecurity;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * What the centre says of links on {@code qkd.link-state.v1}: signed, numbered and aged, so that whoever has the broker
 * can keep it back, and nothing else. It makes relays stricter, never laxer: a link of which nothing is known is as it was
 * planned, and none is better than that. For one thread.
 */
final class LinkStates {

    static final String TOPIC = "qkd.link-state.v1";

    private static final Logger LOG = Logger.getLogger(LinkStates.class);
    private static final String SCHEMA = "qkd.link-state/1";
    private static final int MOST_BYTES = 16_384;
    private static final Duration MOST_AHEAD = Duration.ofMinutes(1);
    /** That the centre names nothing but suspicion; such a hop costs as much as eleven others. */
    private static final double SUSPECTED = 1;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private record Said(long revision, Instant at, LinkSecurity security, boolean locked) {}

    private final Set<LinkId> links;
    private final CentreMessageKey key;
    private final Duration age;
    private final InstantSource clock;
    private final Map<LinkId, byte[]> judged = new HashMap<>();
    private final Map<LinkId, Said> said = new HashMap<>();

    /**
     * Nothing is known yet.
     *
     * @param age of a state from which on it says nothing any more
     */
    LinkStates(Network network, CentreMessageKey key, Duration age, InstantSource clock) {
        this.links = network.links().stream().map(Link::id).collect(Collectors.toUnmodifiableSet());
        this.key = key;
        this.age = age;
        this.clock = clock;
    }

    /** Whether that is the name of a link. */
    boolean concern(String link) {
        return links.stream().anyMatch(known -> known.value().equals(link));
    }

    /** Takes the newest records, by link; what must not be believed is logged once, and changes nothing. */
    void take(Map<String, byte[]> newest) {
        for (LinkId link : links) {
            byte[] record = newest.get(link.value());
            if (record != null && !Arrays.equals(record, judged.put(link, record))) {
                try {
                    take(link, said(link, record));
                } catch (MalformedException | IOException e) {
                    LOG.warnf("What %s says of link %s is not believed: %s", TOPIC, link, e.getMessage());
                }
            }
        }
    }

    private void take(LinkId link, Said news) {
        said.merge(link, news, (known, newer) -> newer.revision() > known.revision() ? newer : known);
    }

    private Said said(LinkId link, byte[] record) throws MalformedException, IOException {
        StrictTree state = StrictTree.read(record, MOST_BYTES);
        if (!key.hasSigned(MAPPER.readTree(record))) {
            throw new MalformedException("the centre did not sign it by its key for " + key);
        }
        if (!state.text("schema").equals(SCHEMA) || !state.text("link_id").equals(link.value())) {
            throw new MalformedException("it is no state of this link");
        }
        try {
            return new Said(
                    state.number("revision"),
                    Instant.parse(state.text("at")),
                    LinkSecurity.valueOf(state.text("security")),
                    state.text("administrative_state").equals("LOCKED"));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new MalformedException(String.valueOf(e.getMessage()), e);
        }
    }

    /** All links as they are planned, or worse. */
    Map<LinkId, LinkCondition> conditions() {
        Instant oldest = clock.instant().minus(age);
        Instant newest = clock.instant().plus(MOST_AHEAD);
        return links.stream()
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(),
                        link -> Optional.ofNullable(said.get(link))
                                .filter(known -> !known.at().isBefore(oldest)
                                        && !known.at().isAfter(newest))
                                .map(LinkStates::condition)
                                .orElse(LinkCondition.planned(1))));
    }

    private static LinkCondition condition(Said known) {
        return new LinkCondition(
                0,
                0,
                0,
                0,
                1,
                known.security(),
                known.security() == LinkSecurity.SUSPECT ? SUSPECTED : 0,
                known.locked());
    }
}
