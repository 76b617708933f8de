package dk.kronborg.centre;

import dk.kronborg.linkmonitor.keymanager.KmeLedger;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.ByNetwork;
import dk.kronborg.topology.network.Kme;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes what is kept fit the network in force: what was said of something that it does not have any more is over. */
@Singleton
class NetworkFit {

    private final ByNetwork<Set<KmeId>> known;
    private final KmeLedger kmes;

    @Inject
    NetworkFit(NetworkInForce network, KmeLedger kmes) {
        this.known = new ByNetwork<>(
                network, present -> present.kmes().stream().map(Kme::id).collect(Collectors.toUnmodifiableSet()));
        this.kmes = kmes;
    }

    /** Again and again, since other processes may have another network for a moment, and what they store. */
    void round(Instant now) {
        kmes.keepOnly(known.get(), now);
    }
}
