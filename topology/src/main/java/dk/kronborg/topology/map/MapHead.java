package dk.kronborg.topology.map;

import dk.kronborg.topology.identity.DomainId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What the centre says is the newest version, at a time: so that a KME notices that it hears no news.
 *
 * @param hash digest of that version
 * @param time by the centre's clock, to the millisecond
 * @throws IllegalArgumentException if the version or the time is none
 */
public record MapHead(DomainId domain, long version, Digest hash, Instant time) {

    public MapHead {
        if (version < 1) {
            throw new IllegalArgumentException("versions begin with 1, got " + version);
        }
        if (!time.equals(time.truncatedTo(ChronoUnit.MILLIS))) {
            throw new IllegalArgumentException("a head is of a whole millisecond, got " + time);
        }
    }

    /** The head of that version. */
    public static MapHead of(MapVersion version, Instant time) {
        return new MapHead(version.domain(), version.version(), version.digest(), time.truncatedTo(ChronoUnit.MILLIS));
    }

    /** Signs it. */
    public SignedHead signedBy(SigningKey key) {
        return new SignedHead(this, key.sign(statement().bytes()));
    }

    public Statement statement() {
        return new Statement("kronborg-network-head/1")
                .with("domain", domain)
                .with("hash", hash)
                .with("time", time)
                .with("version", version);
    }
}
