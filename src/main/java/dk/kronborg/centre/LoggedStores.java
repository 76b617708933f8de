package dk.kronborg.centre;

import dk.kronborg.linkmonitor.store.StoreChange;
import dk.kronborg.linkmonitor.store.StoreForecast;
import dk.kronborg.linkmonitor.store.StoreObserver;
import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** How stores stand, in the log; until something raises alarms of it. */
@Singleton
@DefaultBean
class LoggedStores implements StoreObserver {

    private static final Logger LOG = Logger.getLogger(LoggedStores.class);

    @Override
    public void changed(StoreChange change) {
        StoreForecast evidence = change.evidence();
        LOG.infof(
                "Store %s: %s, was %s; %d of %d bits, %s to empty",
                change.pool(),
                change.after(),
                change.before(),
                evidence.report().usable(),
                evidence.report().capacity(),
                evidence.timeToEmpty().map(Duration::toString).orElse("not going"));
    }
}
