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
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Two KMEs, MFA with as many processes as a test likes, and every key that left them. */
final class TwoSites {

    static final KmeId MFA = new KmeId("KME-MFA");
    static final KmeId MOD = new KmeId("KME-MOD");
    static final SaeId MFA_1 = new SaeId("SAE-MFA-1");
    static final SaeId MOD_1 = new SaeId("SAE-MOD-1");
    static final int BLOCK = 8288;
    static final int KEYS_IN_BLOCK = 256;

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

    static DataSource freshDatabase(Cluster cluster, String name) throws SQLException {
        try (Connection connection = cluster.postgres().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists " + name + " with (force)");
            statement.execute("create database " + name);
        }
        DataSource source = cluster.database(name);
        Flyway.configure().dataSource(source).locations("db/kme").load().migrate();
        return source;
    }

    Path stateOfMfa() {
        return state.resolve("mfa");
    }

    SiteFixture mfa(DataSource database) {
        return mfa(database, new SiteIncarnation.Terms(false));
    }

    SiteFixture mfa(DataSource database, SiteIncarnation.Terms terms) {
        return new SiteFixture(network, MFA, MOD, database, stateOfMfa(), terms);
    }

    SiteFixture mod(DataSource database) {
        return new SiteFixture(network, MOD, MFA, database, state.resolve("mod"));
    }

    /** Both devices deliver the same blocks, for the pool from the first site. */
    static void deliverBlocks(SiteFixture from, SiteFixture to, int count) {
        for (int i = 0; i < count; i++) {
            UUID id = from.idFromHere();
            byte[] bytes = new byte[BLOCK];
            RANDOM.nextBytes(bytes);
            assertThat(from.push(id, bytes, 1e-10)).isEqualTo(new IntakeOutcome.Stored(false));
            assertThat(to.push(id, bytes, 1e-10)).isEqualTo(new IntakeOutcome.Stored(false));
        }
    }

    static void confirm(SiteFixture mfa, SiteFixture mod) {
        while (mfa.offeringTo(SiteFixture.peer(mod)).round()) {}
        while (mod.offeringTo(SiteFixture.peer(mfa)).round()) {}
    }

    /** Keys for SAE MFA-1 to share with MOD-1; none if the KME has none to give. */
    List<UUID> deliver(SiteFixture mfa, int count) {
        return handed.delivered(mfa.delivery.deliver(KeyOrder.of(MFA_1, MOD_1, count, 32)));
    }

    int fetch(SiteFixture mod, List<UUID> ids) {
        return handed.fetched(mod.fetch.fetch(MOD_1, MFA_1, ids));
    }
}
