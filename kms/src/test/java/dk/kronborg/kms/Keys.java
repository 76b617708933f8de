package dk.kronborg.kms;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.delivery.DeliveryOutcome;
import dk.kronborg.kms.delivery.FetchOutcome;
import dk.kronborg.kms.keyid.DeliveredKey;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** Reads what was delivered, and compares it. */
final class Keys {

    private Keys() {}

    static List<DeliveredKey> delivered(DeliveryOutcome outcome) {
        assertThat(outcome).isInstanceOf(DeliveryOutcome.Delivered.class);
        return ((DeliveryOutcome.Delivered) outcome).keys();
    }

    static List<UUID> ids(List<DeliveredKey> keys) {
        return keys.stream().map(DeliveredKey::id).toList();
    }

    static List<String> hex(List<DeliveredKey> keys) {
        return keys.stream()
                .map(key -> HexFormat.of().formatHex(key.key().exposed()))
                .toList();
    }

    /** IDs, bytes and what is told of each. */
    static void assertFetched(FetchOutcome outcome, List<DeliveredKey> same) {
        assertThat(outcome).isInstanceOf(FetchOutcome.Fetched.class);
        List<DeliveredKey> fetched = ((FetchOutcome.Fetched) outcome).keys();
        assertThat(ids(fetched)).isEqualTo(ids(same));
        assertThat(hex(fetched)).isEqualTo(hex(same));
        assertThat(fetched.stream().map(DeliveredKey::provenance).toList())
                .isEqualTo(same.stream().map(DeliveredKey::provenance).toList());
    }
}
