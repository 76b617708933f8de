package dk.kronborg.kms.relay;

import dk.kronborg.kms.block.CanonicalForm;
import dk.kronborg.kms.block.HybridEpoch;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.topology.identity.KmeId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A share of a relayed block: what all nodes on its path are told of it. The block's payload is the exclusive or of all
 * its shares; its header is derived at both ends from their epoch, and no node between knows it.
 *
 * @param block  its name
 * @param index  of the share, from 0
 * @param shares of the block
 * @param path   from the end that drew it to the end that it is for
 * @param epoch  of the two ends, from which the header follows
 * @throws IllegalArgumentException if a value is outside its range, or the path has no node between or one twice
 */
public record Share(UUID block, int index, int shares, List<KmeId> path, HybridEpoch epoch) {

    /** Most shares of a block. */
    public static final int MOST_SHARES = 4;
    /** Most KMEs on a path, both ends included. */
    public static final int LONGEST_PATH = 33;

    public Share {
        if (shares < 1 || shares > MOST_SHARES || index < 0 || index >= shares) {
            throw new IllegalArgumentException(
                    "a block has 1 to " + MOST_SHARES + " shares, got share " + index + " of " + shares);
        }
        if (path.size() < 3 || path.size() > LONGEST_PATH) {
            throw new IllegalArgumentException("a path has 3 to " + LONGEST_PATH + " KMEs, got " + path.size());
        }
        if (new HashSet<>(path).size() < path.size()) {
            throw new IllegalArgumentException("no KME is on a path twice, got " + path);
        }
        path = List.copyOf(path);
    }

    public KmeId from() {
        return path.getFirst();
    }

    public KmeId to() {
        return path.getLast();
    }

    /** That the block is for. */
    public PoolId pool() {
        return new PoolId(from(), to());
    }

    /** The KME before that one on the path, if it has one. */
    public Optional<KmeId> before(KmeId node) {
        int at = path.indexOf(node);
        return at < 1 ? Optional.empty() : Optional.of(path.get(at - 1));
    }

    /** The KME after that one on the path, if it has one. */
    public Optional<KmeId> after(KmeId node) {
        int at = path.indexOf(node);
        return at < 0 || at == path.size() - 1 ? Optional.empty() : Optional.of(path.get(at + 1));
    }

    /** In its one form, to which what is computed over it is added. */
    CanonicalForm canonical(String kind) {
        CanonicalForm form = new CanonicalForm(kind)
                .uuid(block)
                .integer(index)
                .integer(shares)
                .integer(path.size());
        path.forEach(node -> form.text(node.value()));
        return form.uuid(epoch.id()).text(epoch.suite());
    }

    @Override
    public String toString() {
        return "share " + (index + 1) + " of " + shares + " of block " + block;
    }
}
