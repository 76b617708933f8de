package dk.kronborg.etsi014;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.plane.Exchange;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.LinkId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a key's users are told of it, {@code qci_provenance} in its key_extension: facts that were fixed when both
 * ends confirmed the bits, or when the key was drawn, the same to the byte for every user. Times are RFC 3339 in UTC.
 *
 * @param combiner how keys of several kinds were combined
 * @param qkd      the quantum part; left out of a key that has none
 * @param pqc      the post-quantum part; left out of a key that has none
 */
record ProvenanceJson(
        String grade,
        String combiner,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Quantum qkd,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable PostQuantum pqc,

        String createdAt) {

    /**
     * The quantum part.
     *
     * @param paths disjoint in nodes
     * @param hops  on each of them
     */
    record Quantum(
            List<String> links,
            int paths,
            List<Integer> hops,
            String relay,
            List<String> domains,
            String proof,
            double epsilonTotal,
            String detectorTrust) {

        static Quantum of(KeyProvenance.Quantum provenance, DomainId domain) {
            return new Quantum(
                    provenance.links().stream().map(LinkId::value).toList(),
                    provenance.hops().size(),
                    provenance.hops(),
                    provenance.transport().name(),
                    List.of(domain.value()),
                    provenance.proof().wireName(),
                    provenance.epsilonTotal(),
                    provenance.detector().name().toLowerCase(Locale.ROOT));
        }
    }

    /**
     * The post-quantum part.
     *
     * @param suite of algorithms by which the epoch was agreed
     */
    record PostQuantum(String suite, String epoch) {}

    private static String combiner(KeyProvenance provenance) {
        if (!(provenance instanceof KeyProvenance.Hybrid hybrid)) {
            return "NONE";
        }
        return switch (hybrid.combiner()) {
            case CATKDF -> "CATKDF-HKDF-SHA384";
            case XOR_ITS -> "XOR_ITS";
        };
    }

    private record KeyExtension(ProvenanceJson qciProvenance) {}

    /** The key_extension of keys with this provenance. */
    static SerializableString keyExtension(KeyProvenance provenance, DomainId domain) {
        Quantum quantum = switch (provenance) {
            case KeyProvenance.Quantum known -> Quantum.of(known, domain);
            case KeyProvenance.Hybrid known -> Quantum.of(known.quantum(), domain);
            case KeyProvenance.PostQuantum _, KeyProvenance.Local _ -> null;
        };
        PostQuantum postQuantum = switch (provenance) {
            case KeyProvenance.PostQuantum known ->
                new PostQuantum(known.suite(), known.epoch().toString());
            case KeyProvenance.Hybrid known ->
                new PostQuantum(known.epoch().suite(), known.epoch().id().toString());
            case KeyProvenance.Quantum _, KeyProvenance.Local _ -> null;
        };
        ProvenanceJson json = new ProvenanceJson(
                provenance.grade().name(),
                combiner(provenance),
                quantum,
                postQuantum,
                provenance.createdAt().toString());
        try {
            return new SerializedString(Exchange.JSON.writeValueAsString(new KeyExtension(json)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a wire record always has a JSON form", e);
        }
    }
}
