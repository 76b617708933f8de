package dk.kronborg.topology.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {

    private static List<String> leaves(int count) {
        return IntStream.range(0, count).mapToObj(i -> "leaf " + i).toList();
    }

    private static byte[] leaf(String content) {
        return Digest.sha384(new byte[] {0}, content.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] node(byte[] left, byte[] right) {
        return Digest.sha384(new byte[] {1}, left, right);
    }

    /** The tree of seven leaves that RFC 9162, 2.1.5 draws. */
    @Test
    void hasTheShapeOfTheStandard() {
        List<byte[]> d = leaves(7).stream().map(MerkleTreeTest::leaf).toList();
        byte[] g = node(d.get(0), d.get(1));
        byte[] h = node(d.get(2), d.get(3));
        byte[] i = node(d.get(4), d.get(5));
        byte[] k = node(g, h);
        byte[] l = node(i, d.get(6));
        MerkleTree tree = new MerkleTree(leaves(7));

        assertThat(tree.root()).isEqualTo(Digest.ofHash(node(k, l)));
        assertThat(tree.proof(0)).containsExactly(Digest.ofHash(d.get(1)), Digest.ofHash(h), Digest.ofHash(l));
        assertThat(tree.proof(3)).containsExactly(Digest.ofHash(d.get(2)), Digest.ofHash(g), Digest.ofHash(l));
        assertThat(tree.proof(4)).containsExactly(Digest.ofHash(d.get(5)), Digest.ofHash(d.get(6)), Digest.ofHash(k));
        assertThat(tree.proof(6)).containsExactly(Digest.ofHash(i), Digest.ofHash(k));
    }

    @Test
    void provesEveryLeafAtItsPlaceAndNowhereElse() {
        for (int size = 1; size <= 33; size++) {
            MerkleTree tree = new MerkleTree(leaves(size));
            for (int at = 0; at < size; at++) {
                List<Digest> proof = tree.proof(at);
                for (int claimed = -1; claimed <= size; claimed++) {
                    for (String content : List.of("leaf " + at, "leaf " + (at + 1), "")) {
                        assertThat(MerkleTree.holds(tree.root(), size, claimed, content, proof))
                                .as("%d of %d as %d, %s", at, size, claimed, content)
                                .isEqualTo(claimed == at && content.equals("leaf " + at));
                    }
                }
            }
        }
    }

    @Test
    void aProofIsNeitherLongerNorShorterNorInAnotherOrder() {
        MerkleTree tree = new MerkleTree(leaves(13));
        for (int at = 0; at < 13; at++) {
            List<Digest> proof = tree.proof(at);
            List<List<Digest>> bad = new ArrayList<>();
            for (int step = 0; step < proof.size(); step++) {
                List<Digest> shorter = new ArrayList<>(proof);
                Digest taken = shorter.remove(step);
                bad.add(shorter);
                List<Digest> longer = new ArrayList<>(proof);
                longer.add(step, taken);
                bad.add(longer);
            }
            bad.add(proof.reversed());
            for (List<Digest> other : bad) {
                assertThat(other.equals(proof) || !MerkleTree.holds(tree.root(), 13, at, "leaf " + at, other))
                        .isTrue();
            }
        }
    }

    /** Else who knows two hashes could show their node as a leaf. */
    @Test
    void aNodeIsNoLeaf() {
        byte[] one = leaf("a");
        byte[] other = leaf("b");

        assertThat(new MerkleTree(List.of("a", "b")).root())
                .isNotEqualTo(Digest.ofHash(Digest.sha384(new byte[] {0}, one, other)))
                .isEqualTo(Digest.ofHash(node(one, other)));
    }
}
