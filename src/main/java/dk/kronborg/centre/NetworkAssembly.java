package dk.kronborg.centre;

import dk.kronborg.topology.postgres.PostgresVersionStore;
import dk.kronborg.topology.version.Approvals;
import dk.kronborg.topology.version.NetworkHistory;
import dk.kronborg.topology.version.VersionStore;
import dk.kronborg.topology.yaml.NetworkYaml;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.hibernate.orm.PersistenceUnit;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.hibernate.SessionFactory;

/** Makes the history of the network from the centre's database. */
@Dependent
class NetworkAssembly {

    @Produces
    @Singleton
    VersionStore versions(@PersistenceUnit("centre") InjectableInstance<SessionFactory> sessions) {
        return new PostgresVersionStore(sessions.get());
    }

    /** Where no map is signed, nothing can verify approvals, and what touches security does not come into force. */
    @Produces
    @Singleton
    NetworkHistory history(VersionStore versions, MapDesk map) {
        return new NetworkHistory(versions, map.publisher().map(Approvals.class::cast), NetworkYaml::describe);
    }
}
