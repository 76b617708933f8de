package dk.kronborg.testbed.client;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Answer of "Get status", ETSI GS QKD 014 V1.1.1 clause 6.1; sizes in bits. */
public record KeyStatus(
        @JsonProperty(value = "source_KME_ID", required = true)
        String sourceKme,

        @JsonProperty(value = "target_KME_ID", required = true)
        String targetKme,

        @JsonProperty(value = "master_SAE_ID", required = true)
        String masterSae,

        @JsonProperty(value = "slave_SAE_ID", required = true)
        String slaveSae,

        @JsonProperty(value = "key_size", required = true) int keySize,

        @JsonProperty(value = "stored_key_count", required = true)
        long storedKeyCount,

        @JsonProperty(value = "max_key_count", required = true)
        long maxKeyCount,

        @JsonProperty(value = "max_key_per_request", required = true)
        int maxKeyPerRequest,

        @JsonProperty(value = "max_key_size", required = true)
        int maxKeySize,

        @JsonProperty(value = "min_key_size", required = true)
        int minKeySize,

        @JsonProperty(value = "max_SAE_ID_count", required = true)
        int maxSaeIdCount) {}
