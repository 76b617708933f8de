package dk.kronborg.topology.map;

import dk.kronborg.topology.identity.DomainId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * One version of a domain's map: what the centre signs. It holds digests of the network; each KME gets what they stand
 * for as far as that concerns it.
 *
 * @param version     1 for the first of a domain
 * @param predecessor digest of the version before; none for the first
 * @param issuedAt    by the centre's clock, to the millisecond
 * @param plant       digest of what touches no security: names and places of sites, addresses of KMEs, links
 * @param security    all that does
 * @param signer      which of the centre's keys signs it
 * @throws IllegalArgumentException if the numbers are outside their range, or the predecessor does not go with them
 */
public record MapVersion(
        long version, Optional<Digest> predecessor, Instant issuedAt, Digest plant, SecurityPart security, Pin signer) {

    private static final String FORMAT = "kronborg-network-map/1";

    public MapVersion {
        if (version < 1 || (version > 1) != predecessor.isPresent()) {
            throw new IllegalArgumentException(
                    "versions begin with 1, and all others have a predecessor, got " + version);
        }
        if (!issuedAt.equals(issuedAt.truncatedTo(ChronoUnit.MILLIS))) {
            throw new IllegalArgumentException("a version is issued at a whole millisecond, got " + issuedAt);
        }
    }

    /** The first of a domain. */
    public static MapVersion first(Instant at, Division network, SecurityPart security, Pin signer) {
        return new MapVersion(
                1, Optional.empty(), at.truncatedTo(ChronoUnit.MILLIS), network.plantDigest(), security, signer);
    }

    /** The version that follows this. */
    public MapVersion next(Instant at, Division network, SecurityPart newSecurity, Pin newSigner) {
        return new MapVersion(
                version + 1,
                Optional.of(digest()),
                at.truncatedTo(ChronoUnit.MILLIS),
                network.plantDigest(),
                newSecurity,
                newSigner);
    }

    public DomainId domain() {
        return security.domain();
    }

    /** What it is known by, to its successor too. */
    public Digest digest() {
        return Digest.of(statement().bytes());
    }

    public Statement statement() {
        Statement statement = new Statement(FORMAT)
                .with("domain", domain())
                .with("issued_at", issuedAt)
                .with("plant", plant)
                .with("security", security.statement())
                .with("signer", signer)
                .with("version", version);
        predecessor.ifPresent(before -> statement.with("predecessor", before));
        return statement;
    }
}
