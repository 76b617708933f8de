package dk.kronborg.kms.delivery;

import dk.kronborg.kms.keyid.KeyBinding;
import dk.kronborg.kms.reading.BlockReader;
import dk.kronborg.kms.spending.Spending;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Sae;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Makes keys void at the to end by their sealed IDs, whoever they were made for: their bits are used up, unread. */
public final class KeyVoiding {

    private final KmeId here;
    private final Supplier<Network> network;
    private final BlockReader reader;
    private final SpendingLedger ledger;

    public KeyVoiding(KmeId here, Supplier<Network> network, BlockReader reader, SpendingLedger ledger) {
        this.here = here;
        this.network = network;
        this.reader = reader;
        this.ledger = ledger;
    }

    /** Those that were still to be fetched here; the others are unknown here, or gone. */
    public int voidKeys(Collection<UUID> ids) {
        int voided = 0;
        for (Kme kme : network.get().kmes()) {
            if (!kme.id().equals(here)) {
                voided += voidKeys(ids, kme.id());
            }
        }
        return voided;
    }

    /** SAEs whose home is that KME. */
    public List<SaeId> servedBy(KmeId kme) {
        return network.get().saes().stream()
                .filter(sae -> sae.kme().equals(kme))
                .map(Sae::id)
                .toList();
    }

    /** Those from that KME that were still to be fetched here. */
    public int voidKeys(Collection<UUID> ids, KmeId from) {
        List<KeyBinding> bindings = network.get().pairs().stream()
                .flatMap(pair -> Stream.of(
                        new KeyBinding(from, here, pair.first(), pair.second()),
                        new KeyBinding(from, here, pair.second(), pair.first())))
                .filter(binding -> isAt(binding.initiator(), from) && isAt(binding.target(), here))
                .toList();
        int voided = 0;
        try (KeyLocator locator = new KeyLocator(reader)) {
            // One by one: a key that was fetched meanwhile must not keep the others.
            for (KeyLocator.Located key : locator.locate(ids, bindings).values()) {
                if (ledger.record(Spending.ofVoid(key.run())) == SpendingLedger.Outcome.RECORDED) {
                    voided++;
                }
            }
        }
        return voided;
    }

    private boolean isAt(SaeId sae, KmeId kme) {
        return network.get().sae(sae).filter(known -> known.kme().equals(kme)).isPresent();
    }
}
