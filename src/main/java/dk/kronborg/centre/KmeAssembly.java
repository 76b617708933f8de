package dk.kronborg.centre;

import dk.kronborg.linkmonitor.json.JsonKmeReportReader;
import dk.kronborg.linkmonitor.keymanager.KmeGate;
import dk.kronborg.linkmonitor.keymanager.KmeLedger;
import dk.kronborg.linkmonitor.postgres.PostgresKmeLedger;
import dk.kronborg.linkmonitor.postgres.PostgresSurroundings;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.InjectableInstance;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the parts that take in what KMEs say of themselves. */
@Dependent
class KmeAssembly {

    @Produces
    @Singleton
    KmeGate gate(NetworkInForce network) {
        return new KmeGate(new JsonKmeReportReader(), network, Clock.systemUTC());
    }

    @Produces
    @Singleton
    KmeLedger ledger(
            @DataSource("centre") InjectableInstance<AgroalDataSource> dataSource, PostgresSurroundings surroundings) {
        return new PostgresKmeLedger(dataSource.get(), surroundings::workGoesOn);
    }
}
