package dk.kronborg.linkmonitor.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dk.kronborg.linkmonitor.DemoLink;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.store.Reports;
import dk.kronborg.linkmonitor.store.StoreJudgement.Credible;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PostgresSurroundingsTest {

    private static final CentreDatabase DATABASE = CentreDatabase.start();

    private final Network network = new DemoLink().network();
    private final Link link = network.link(new LinkId("MFA-MOD")).orElseThrow();
    private final PostgresSurroundings surroundings = new PostgresSurroundings(DATABASE.dataSource(), () -> network);

    @AfterAll
    static void stop() {
        DATABASE.close();
    }

    @Test
    void knowsWhatALinkHasToMakeWhileItsKmesReport() {
        Reports pool = Reports.holding(600_000);
        PostgresStoreLedger stores = new PostgresStoreLedger(DATABASE.dataSource(), () -> network);
        stores.take(List.of(
                new Credible(pool.report(), Reports.NOON),
                new Credible(pool.after(Duration.ofSeconds(10), 2000, 5000), Reports.NOON)));
        Instant now = Reports.NOON.plusSeconds(12);

        surroundings.refresh(now);
        assertThat(surroundings.of(link, now).demand().orElseThrow()).isCloseTo(500, within(1e-6));

        Instant later = now.plusSeconds(120);
        surroundings.refresh(later);
        assertThat(surroundings.of(link, later).demand()).isEmpty();
    }

    /** A store of post-quantum keys needs the KMEs that share it, and none of their links. */
    @Test
    void workOnALinkIsNoneOnPostQuantumKeys() throws SQLException {
        KmeId mfa = new KmeId("KME-MFA");
        KmeId mod = new KmeId("KME-MOD");
        KmeId dc2 = new KmeId("KME-DC2");
        for (String on : List.of("link:MFA-MOD", "kme:KME-DC2")) {
            DATABASE.execute(
                    "insert into planned_work (id, resource, begins_at, ends_at, reason, operator, announced_at)"
                            + " values (gen_random_uuid(), '" + on + "', '" + Reports.NOON + "', '"
                            + Reports.NOON.plusSeconds(60) + "', 'new disks', 'anna', '" + Reports.NOON + "')");
        }
        surroundings.refresh(Reports.NOON);

        assertThat(List.of(
                        Resource.store(mfa, mod),
                        Resource.pqcStore(mfa, mod),
                        Resource.store(mod, dc2),
                        Resource.pqcStore(mod, dc2),
                        Resource.pqcStore(dc2, mod)))
                .extracting(store -> surroundings.workGoesOn(store, Reports.NOON))
                .containsExactly(true, false, true, true, true);
    }
}
