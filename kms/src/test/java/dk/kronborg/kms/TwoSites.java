package dk.kronborg.kms;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.delivery.KeyOrder;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.kms.intake.IntakeOutcome;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Two KMEs, MFA with as many processes as a test likes, and every key that left them. */
final class TwoSites {

    static final KmeId MFA = new KmeId("KME-MFA");
    static final KmeId MOD = new KmeId("KME-MOD");
    static final SaeId MFA_1 = new SaeId("SAE-MFA-1");
    /** May have LOCAL keys with MFA-1. */
    static final SaeId MFA_2 = new SaeId("SAE-MFA-2");
    /**
     * With MOD-1: ALWAYS_HYBRID, and PQC while quantum keys cannot be had. May share keys with MFA-1, but has no policy
     * for keys that no link makes.
     */
    static final SaeId MFA_3 = new SaeId("SAE-MFA-3");

    static final SaeId MFA_4 = new SaeId("SAE-MFA-4");
    static final SaeId MOD_1 = new SaeId("SAE-MOD-1");
    static final SaeId MOD_2 = new SaeId("SAE-MOD-2");
    static final int BLOCK = 8288;
    static final int KEYS_IN_BLOCK = 256;

    /** The database that new ones are copied from. */
    private static final String EMPTY = "empty_store";

    private static final SiteIncarnation.Terms ASYNCHRONOUS = new SiteIncarnation.Terms(false);
    private static final SecureRandom RANDOM = new SecureRandom();

    final Handed handed = new Handed();
    private final Network network;
    private final Path state;

    TwoSites(Path state) throws IOException {
        this(state, description());
    }

    /** As they are known by another description of the network. */
    TwoSites(Path state, String description) {
        this.state = state;
        this.network = NetworkYaml.parse(description);
    }

    static String description() throws IOException {
        try (var yaml = TwoSites.class.getResourceAsStream("/two-sites.yaml")) {
            return new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** An empty key store in place of whatever had the name. */
    static DataSource freshDatabase(Cluster cluster, String name) throws SQLException {
        if (cluster.ask("select count(*) from pg_database where datname = '" + EMPTY + "'")
                .equals("0")) {
            cluster.execute("create database " + EMPTY);
            Flyway.configure()
                    .dataSource(cluster.database(EMPTY))
                    .locations("db/kme")
                    .load()
                    .migrate();
        }
        cluster.execute("drop database if exists " + name + " with (force)");
        cluster.execute("create database " + name + " template " + EMPTY);
        return cluster.database(name);
    }

    Path stateOfMfa() {
        return state.resolve("mfa");
    }

    SiteFixture mfa(DataSource database) {
        return mfa(database, ASYNCHRONOUS);
    }

    SiteFixture mfa(DataSource database, SiteIncarnation.Terms terms) {
        return new SiteFixture(network, MFA, MOD, database, stateOfMfa(), terms);
    }

    SiteFixture mod(DataSource database) {
        return new SiteFixture(network, MOD, MFA, database, state.resolve("mod"), ASYNCHRONOUS);
    }

    static byte[] randomBlock() {
        byte[] bytes = new byte[BLOCK];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** Both devices deliver the same blocks, for the pool from the first site. */
    static List<UUID> deliverBlocks(SiteFixture from, SiteFixture to, int count) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            UUID id = from.idFromHere();
            byte[] bytes = randomBlock();
            assertThat(from.push(id, bytes, 1e-10)).isEqualTo(new IntakeOutcome.Stored(false));
            assertThat(to.push(id, bytes, 1e-10)).isEqualTo(new IntakeOutcome.Stored(false));
            ids.add(id);
        }
        return ids;
    }

    static void confirm(SiteFixture mfa, SiteFixture mod) {
        while (mfa.offeringTo(SiteFixture.peer(mod)).round()) {}
        while (mod.offeringTo(SiteFixture.peer(mfa)).round()) {}
    }

    /** Both sites have the same blocks, confirmed. */
    static List<UUID> fillPool(SiteFixture mfa, SiteFixture mod, int blocks) {
        List<UUID> ids = deliverBlocks(mfa, mod, blocks);
        confirm(mfa, mod);
        return ids;
    }

    /** Keys for SAE MFA-1 to share with MOD-1; none if the KME has none to give. */
    List<UUID> deliver(SiteFixture mfa, int count) {
        return handed.delivered(mfa.delivery.deliver(KeyOrder.of(MFA_1, MOD_1, count, 32)));
    }

    int fetch(SiteFixture mod, List<UUID> ids) {
        return handed.fetched(mod.fetch.fetch(MOD_1, MFA_1, ids));
    }
}
