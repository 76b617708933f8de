package dk.kronborg.centre;

import dk.kronborg.linkmonitor.json.JsonStoreReportReader;
import dk.kronborg.linkmonitor.postgres.PostgresStoreLedger;
import dk.kronborg.linkmonitor.store.StoreBoard;
import dk.kronborg.linkmonitor.store.StoreGate;
import dk.kronborg.linkmonitor.store.StoreIntake;
import dk.kronborg.linkmonitor.store.StoreObserver;
import dk.kronborg.topology.network.ByNetwork;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.InjectableInstance;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the parts that watch the key stores from the centre's database and network. */
@Dependent
class StoreAssembly {

    @Produces
    @Singleton
    PostgresStoreLedger ledger(
            NetworkInForce network, @DataSource("centre") InjectableInstance<AgroalDataSource> dataSource) {
        return new PostgresStoreLedger(dataSource.get(), network);
    }

    @Produces
    @Singleton
    StoreIntake intake(PostgresStoreLedger ledger, NetworkInForce network, StoreObserver observer) {
        StoreGate gate = new StoreGate(
                new JsonStoreReportReader(), new ByNetwork<>(network, StoreBoard::pools), Clock.systemUTC());
        return new StoreIntake(gate, ledger, observer);
    }

    @Produces
    @Singleton
    StoreBoard board(PostgresStoreLedger ledger, NetworkInForce network) {
        return new StoreBoard(network, ledger);
    }
}
