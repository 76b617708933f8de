package dk.kronborg.centre;

import dk.kronborg.linkmonitor.keymanager.KmeLedger;
import dk.kronborg.linkmonitor.postgres.PostgresAlarms;
import dk.kronborg.linkmonitor.postgres.PostgresStoreLedger;
import dk.kronborg.linkmonitor.postgres.PostgresTelemetryStore;
import dk.kronborg.topology.network.ByNetwork;
import dk.kronborg.topology.network.Network;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes alarms fit the network in force: what is wrong with something that it does not have any more is over, and what is
 * wrong with something that it has again is an alarm again.
 */
@Singleton
class NetworkFit {

    private final NetworkInForce network;
    private final ByNetwork<Inventory> inventory;
    private final PostgresTelemetryStore telemetry;
    private final PostgresStoreLedger stores;
    private final KmeLedger kmes;
    private final PostgresAlarms alarms;
    private @Nullable Network fitted;

    @Inject
    NetworkFit(
            NetworkInForce network,
            PostgresTelemetryStore telemetry,
            PostgresStoreLedger stores,
            KmeLedger kmes,
            PostgresAlarms alarms) {
        this.network = network;
        this.inventory = new ByNetwork<>(network, Inventory::of);
        this.telemetry = telemetry;
        this.stores = stores;
        this.kmes = kmes;
        this.alarms = alarms;
    }

    /**
     * Links are looked at when the network has changed. What is gone is looked for every time: for a moment others may still
     * have stored what they judged by the network before.
     */
    void round(Instant now) {
        Inventory there = inventory.get();
        kmes.keepOnly(there.kmes(), now);
        alarms.endGone(there::has, now);
        stores.takeBack(there.pools()::contains);
        Network present = network.get();
        if (present != fitted) {
            telemetry.fit(Optional.ofNullable(fitted), now);
            fitted = present;
        }
    }
}
