package dk.kronborg.kms;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.delivery.DeliveryOutcome;
import dk.kronborg.kms.delivery.FetchOutcome;
import dk.kronborg.kms.keyid.DeliveredKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Every key that anybody ever got: none twice, and equal bytes at both ends. */
final class Handed {

    private final Map<UUID, String> toMasters = new HashMap<>();
    private final Set<String> bytes = new HashSet<>();
    private final Set<UUID> toSlaves = new HashSet<>();

    /** Notes what a master got, if it got anything. */
    synchronized List<UUID> delivered(DeliveryOutcome outcome) {
        if (!(outcome instanceof DeliveryOutcome.Delivered delivered)) {
            return List.of();
        }
        List<DeliveredKey> keys = delivered.keys();
        for (DeliveredKey key : keys) {
            String hex = HexFormat.of().formatHex(key.key().exposed());
            assertThat(toMasters.put(key.id(), hex))
                    .as("key %s delivered before", key.id())
                    .isNull();
            assertThat(bytes.add(hex))
                    .as("bytes of key %s delivered before", key.id())
                    .isTrue();
        }
        return keys.stream().map(DeliveredKey::id).toList();
    }

    /** Notes what a slave got, if it got anything. */
    synchronized int fetched(FetchOutcome outcome) {
        if (!(outcome instanceof FetchOutcome.Fetched(List<DeliveredKey> keys))) {
            return 0;
        }
        for (DeliveredKey key : keys) {
            assertThat(toSlaves.add(key.id()))
                    .as("key %s fetched once", key.id())
                    .isTrue();
            assertThat(HexFormat.of().formatHex(key.key().exposed())).isEqualTo(toMasters.get(key.id()));
        }
        return keys.size();
    }

    synchronized int keys() {
        return toMasters.size();
    }
}
