package dk.kronborg.topology.map;

import dk.kronborg.topology.identity.KmeId;
import java.util.List;

/**
 * What one KME gets of a network: three parts, canonical JSON, and the way from its book up to the root of all books.
 *
 * @param index place of the KME's name among those of all KMEs, from 0
 * @param proof hashes beside the way, from the leaf up; at most {@value #LONGEST_PROOF}
 */
public record Slice(KmeId kme, String common, String plant, String book, int index, List<Digest> proof) {

    static final int LONGEST_PROOF = 16;

    public Slice {
        proof = List.copyOf(proof);
        if (proof.size() > LONGEST_PROOF) {
            throw new IllegalArgumentException("a proof has at most " + LONGEST_PROOF + " hashes, got " + proof.size());
        }
    }
}
