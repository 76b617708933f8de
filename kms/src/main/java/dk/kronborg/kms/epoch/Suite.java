package dk.kronborg.kms.epoch;

import java.util.List;
import java.util.Optional;

/**
 * The algorithms of an epoch, under one name with a version. A suite never changes: other algorithms, other lengths or
 * another derivation are a suite of another name.
 *
 * @param name          by which configurations and messages name it, such as {@code mlkem1024+ecdh-p384/1}
 * @param rank          of two suites that both ends enable, the one of the higher rank is taken; no two have the same
 * @param encapsulation how one secret is agreed on
 * @param exchange      how the other is
 * @param identity      by which both ends sign
 */
public record Suite(
        String name, int rank, KeyEncapsulation encapsulation, KeyExchange exchange, IdentityAlgorithm identity) {

    /** Category 5, after CNSA 2.0, BSI TR-02102-1 and ANSSI. */
    public static final Suite MLKEM1024_P384 = new Suite(
            "mlkem1024+ecdh-p384/1",
            200,
            KeyEncapsulation.ML_KEM_1024,
            KeyExchange.ECDH_P384,
            IdentityAlgorithm.ML_DSA_87);

    /** Category 3: faster, with the algorithms of TLS. */
    public static final Suite MLKEM768_X25519 = new Suite(
            "mlkem768+x25519/1", 100, KeyEncapsulation.ML_KEM_768, KeyExchange.X25519, IdentityAlgorithm.ML_DSA_65);

    /** All that this version knows, the highest rank first. */
    public static final List<Suite> ALL = List.of(MLKEM1024_P384, MLKEM768_X25519);

    /** The suite of that name, if this version knows it. */
    public static Optional<Suite> named(String name) {
        return ALL.stream().filter(suite -> suite.name.equals(name)).findFirst();
    }

    /** What the combiner calls it where the chain of the epoch before is one of the secrets. */
    String withChain() {
        return "chain+" + name;
    }

    /** What the combiner calls it where a run of quantum key is one of the secrets. */
    String withQuantumKey() {
        return "qkd+" + name;
    }

    /** @throws EpochFault if a message of this suite was signed with another algorithm */
    void checkSignedWith(IdentityAlgorithm algorithm) {
        if (algorithm != identity) {
            throw new EpochFault(
                    EpochFault.Reason.IDENTITY,
                    name + " is signed with " + identity.jcaName() + ", got " + algorithm.jcaName());
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
