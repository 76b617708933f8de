package dk.kronborg.topology.map;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Merkle tree of RFC 9162, 2.1 (of the shape of RFC 6962), with SHA-384: leaves are hashed after a byte 0, nodes after a
 * byte 1, so that neither is ever taken for the other.
 */
public final class MerkleTree {

    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private final List<byte[]> leaves;

    /** The tree of these texts, of which there is at least one. */
    MerkleTree(List<String> contents) {
        this(contents.stream().map(MerkleTree::leaf), contents.size());
    }

    private MerkleTree(Stream<byte[]> hashes, int size) {
        if (size == 0) {
            throw new IllegalArgumentException("a tree has at least one leaf");
        }
        leaves = hashes.toList();
    }

    /** The tree of these leaves, of which there is at least one. */
    public static MerkleTree ofLeaves(List<Digest> leaves) {
        return new MerkleTree(leaves.stream().map(Digest::hash), leaves.size());
    }

    /** The leaf that is this text. */
    public static Digest leafOf(String content) {
        return Digest.ofHash(leaf(content));
    }

    /** The hash of all. */
    public Digest root() {
        return Digest.ofHash(root(leaves));
    }

    /** What shows that the leaf of that index is in the tree, from the leaf up. */
    List<Digest> proof(int index) {
        List<Digest> path = new ArrayList<>();
        prove(index, leaves, path);
        return List.copyOf(path);
    }

    private static void prove(int index, List<byte[]> below, List<Digest> path) {
        if (below.size() == 1) {
            return;
        }
        int left = leftOf(below.size());
        List<byte[]> ours = index < left ? below.subList(0, left) : below.subList(left, below.size());
        List<byte[]> others = index < left ? below.subList(left, below.size()) : below.subList(0, left);
        prove(index < left ? index : index - left, ours, path);
        path.add(Digest.ofHash(root(others)));
    }

    private static byte[] root(List<byte[]> below) {
        if (below.size() == 1) {
            return below.getFirst();
        }
        int left = leftOf(below.size());
        return node(root(below.subList(0, left)), root(below.subList(left, below.size())));
    }

    /** Leaves under the left branch: the largest power of two below their number. */
    private static int leftOf(int size) {
        return Integer.highestOneBit(size - 1);
    }

    /** Whether that text is the leaf of that index in a tree of so many leaves with that root: RFC 9162, 2.1.3.2. */
    static boolean holds(Digest root, int size, int index, String content, List<Digest> proof) {
        if (index < 0 || index >= size) {
            return false;
        }
        int at = index;
        int last = size - 1;
        byte[] hash = leaf(content);
        for (Digest step : proof) {
            if (last == 0) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                hash = node(step.hash(), hash);
                while ((at & 1) == 0 && at != 0) {
                    at >>= 1;
                    last >>= 1;
                }
            } else {
                hash = node(hash, step.hash());
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && Arrays.equals(hash, root.hash());
    }

    private static byte[] leaf(String content) {
        return Digest.sha384(LEAF, content.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] node(byte[] left, byte[] right) {
        return Digest.sha384(NODE, left, right);
    }
}
