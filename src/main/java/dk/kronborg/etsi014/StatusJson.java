package dk.kronborg.etsi014;

import com.fasterxml.jackson.annotation.JsonProperty;
import dk.kronborg.kms.block.Grade;
import dk.kronborg.kms.delivery.PairStatus;
import dk.kronborg.topology.identity.SaeId;
import java.util.Map;
import java.util.TreeMap;

/** The Status, clause 6.1, Table 9. Sizes in bits. */
record StatusJson(
        @JsonProperty("source_KME_ID") String sourceKmeId,
        @JsonProperty("target_KME_ID") String targetKmeId,
        @JsonProperty("master_SAE_ID") String masterSaeId,
        @JsonProperty("slave_SAE_ID") String slaveSaeId,
        @JsonProperty("key_size") int keySize,
        @JsonProperty("stored_key_count") long storedKeyCount,
        @JsonProperty("max_key_count") long maxKeyCount,
        @JsonProperty("max_key_per_request") int maxKeyPerRequest,
        @JsonProperty("max_key_size") int maxKeySize,
        @JsonProperty("min_key_size") int minKeySize,
        @JsonProperty("max_SAE_ID_count") int maxSaeIdCount,
        StatusExtension statusExtension) {

    /**
     * How the pair stands.
     *
     * @param qciMode          of the pair
     * @param qciStoredByGrade stored keys of the default size, by each grade that the pair could have
     */
    record StatusExtension(String qciMode, Map<Grade, Long> qciStoredByGrade) {}

    /** A pair without a store gets keys as it asks: as many as one request may ask for are always there. */
    static StatusJson of(PairStatus status, SaeId master, SaeId slave, DeliveryLimits limits) {
        long atOnce = limits.maxPerRequest();
        long stored = status.store().map(PairStatus.Store::storedKeys).orElse(atOnce);
        return new StatusJson(
                status.initiatorKme().value(),
                status.targetKme().value(),
                master.value(),
                slave.value(),
                limits.defaultBits(),
                stored,
                status.store().map(PairStatus.Store::mostKeys).orElse(atOnce),
                limits.maxPerRequest(),
                limits.maxBits(),
                limits.minBits(),
                limits.maxAdditional(),
                new StatusExtension(
                        status.store().map(store -> store.mode().name()).orElse(ModeJson.LOCAL),
                        new TreeMap<>(status.store()
                                .map(PairStatus.Store::byGrade)
                                .orElseGet(() -> Map.of(Grade.LOCAL, stored)))));
    }
}
