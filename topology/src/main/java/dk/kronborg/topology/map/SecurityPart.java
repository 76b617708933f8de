package dk.kronborg.topology.map;

import dk.kronborg.topology.identity.DomainId;
import java.util.Optional;

/**
 * All of a map that touches security, in a chain of its own: each names the one before, so that no approval ever serves
 * twice, not even to go back to what once was approved.
 *
 * @param generation  1 for the first of a domain
 * @param predecessor digest of the one before; none for the first
 * @param common      digest of what every KME sees: sites, KMEs with their keys, the default policy
 * @param books       root of the Merkle tree whose leaves are the KMEs' books, in the order of the KMEs' names
 * @param kmes        how many KMEs there are, hence books: 1 to {@value #MOST_KMES}
 * @throws IllegalArgumentException if the numbers are outside their range, or the predecessor does not go with them
 */
public record SecurityPart(
        DomainId domain,
        long generation,
        Optional<Digest> predecessor,
        Authorities authorities,
        Digest common,
        Digest books,
        int kmes) {

    static final int MOST_KMES = 10_000;

    private static final String FORMAT = "kronborg-network-security/1";

    public SecurityPart {
        if (generation < 1 || (generation > 1) != predecessor.isPresent()) {
            throw new IllegalArgumentException(
                    "generations begin with 1, and all others have a predecessor, got " + generation);
        }
        if (kmes < 1 || kmes > MOST_KMES) {
            throw new IllegalArgumentException("a map has 1 to " + MOST_KMES + " KMEs, got " + kmes);
        }
    }

    /** The first of a domain. */
    public static SecurityPart first(Authorities authorities, Division network) {
        return new SecurityPart(
                network.domain(),
                1,
                Optional.empty(),
                authorities,
                network.commonDigest(),
                network.books(),
                network.kmes());
    }

    /** What follows when the network and those who sign are such: this itself if that touches nothing. */
    public SecurityPart next(Authorities newAuthorities, Division network) {
        SecurityPart next = new SecurityPart(
                domain,
                generation + 1,
                Optional.of(digest()),
                newAuthorities,
                network.commonDigest(),
                network.books(),
                network.kmes());
        return saysTheSameAs(next) ? this : next;
    }

    /** Whether it is that network's. */
    public boolean isOf(Division network) {
        return domain.equals(network.domain())
                && common.equals(network.commonDigest())
                && books.equals(network.books())
                && kmes == network.kmes();
    }

    private boolean saysTheSameAs(SecurityPart other) {
        return authorities.equals(other.authorities)
                && common.equals(other.common)
                && books.equals(other.books)
                && kmes == other.kmes;
    }

    /** What it is known by, to officers too. */
    public Digest digest() {
        return Digest.of(statement().bytes());
    }

    /** What an officer signs who approves it. */
    public Statement approval() {
        return new Statement("kronborg-network-approval/1")
                .with("domain", domain)
                .with("generation", generation)
                .with("security", digest());
    }

    public Statement statement() {
        Statement statement = authorities
                .into(new Statement(FORMAT))
                .with("books", books)
                .with("common", common)
                .with("domain", domain)
                .with("generation", generation)
                .with("kmes", kmes);
        predecessor.ifPresent(before -> statement.with("predecessor", before));
        return statement;
    }
}
