package dk.kronborg.testbed.bench;

import dk.kronborg.topology.identity.KmeId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** How many keys both SAEs of a pair get in a second: P1 (128 a request), P2 (one a request), P15 (audit off). */
final class KeyThroughput {

    private static final int LARGEST_REQUEST = 128;
    private static final int CLIENTS_OF_LARGE = 16;
    private static final int CLIENTS_OF_SMALL = 64;
    /** The queue is as fast as it gets with about this many. */
    private static final int CLIENTS_OF_QUEUE = 8;

    private static final double FIRST_GUESS = 20_000;
    private static final double SPARE = 1.6;
    private static final List<String> AUDIT_TABLES = List.of("audit_record", "audit_batch");

    private final BenchNetwork network;
    private final Interleaved rounds;

    KeyThroughput(BenchNetwork network, Interleaved rounds) {
        this.network = network;
        this.rounds = rounds;
    }

    /** P1. */
    List<Figure> large() throws IOException {
        var measured = againstQueue("P1", CLIENTS_OF_LARGE, CLIENTS_OF_QUEUE, LARGEST_REQUEST);
        String what = "keys enc + dec, 128 a request";
        return List.of(
                Figure.ratio(
                        "P1",
                        what,
                        "keys/s",
                        "SKIP LOCKED dequeue, 128 rows",
                        Bound.atLeast(0.1, 0.5),
                        measured,
                        Double::doubleValue,
                        Double::doubleValue),
                Figure.absolute(
                        "P1", what, "keys/s", Bound.atLeast(Double.NaN, 53_600), measured, Double::doubleValue));
    }

    /** P2. */
    List<Figure> single() throws IOException {
        return List.of(Figure.ratio(
                "P2",
                "keys enc + dec, one a request",
                "keys/s",
                "SKIP LOCKED dequeue, one row, 64 clients",
                Bound.atLeast(0.3, 1),
                againstQueue("P2", CLIENTS_OF_SMALL, CLIENTS_OF_SMALL, 1),
                Double::doubleValue,
                Double::doubleValue));
    }

    private List<Round<Double, Double>> againstQueue(String goal, int clients, int queueClients, int atOnce)
            throws IOException {
        try (Load load = new Load(clients, atOnce);
                Dequeue queue = new Dequeue(network.superuser(), queueClients, atOnce)) {
            Stock rows = new Stock(rounds.plan(), queue::stock, atOnce == 1 ? FIRST_GUESS : 10 * FIRST_GUESS);
            return rounds.run(
                    goal,
                    load::keysPerSecond,
                    () -> rows.measure(() -> queue.run(rounds.plan().armTime())));
        }
    }

    /** P15: an arm without audit is one where the databases throw the audit records away. */
    List<Figure> auditing() throws IOException {
        try (Load load = new Load(CLIENTS_OF_LARGE, LARGEST_REQUEST)) {
            return List.of(Figure.ratio(
                    "P15",
                    "keys enc + dec, 128 a request",
                    "keys/s",
                    "the same, no audit record written",
                    Bound.atLeast(0.7, 0.93),
                    rounds.run("P15", load::keysPerSecond, () -> unaudited(load)),
                    Double::doubleValue,
                    Double::doubleValue));
        } finally {
            for (String table : AUDIT_TABLES) {
                administer("drop rule if exists bench_no_audit on " + table);
            }
        }
    }

    private double unaudited(Load load) throws IOException {
        for (String table : AUDIT_TABLES) {
            administer("create rule bench_no_audit as on insert to " + table + " do instead nothing");
        }
        try {
            return load.keysPerSecond();
        } finally {
            for (String table : AUDIT_TABLES) {
                administer("drop rule bench_no_audit on " + table);
            }
        }
    }

    private void administer(String sql) throws IOException {
        for (KmeId kme : List.of(BenchNetwork.MASTER_KME, BenchNetwork.SLAVE_KME)) {
            try (Connection connection = DriverManager.getConnection(network.jdbcUrl(kme));
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IOException("the database of " + kme + " refuses \"" + sql + "\": " + e.getMessage(), e);
            }
        }
    }

    /** Keeps in store what an arm may use up, from how much the last one did. */
    private static final class Stock {

        private final Plan plan;
        private final Supply supply;
        private double perSecond;

        /** Puts that many in store. */
        interface Supply {
            void stock(long number) throws IOException;
        }

        Stock(Plan plan, Supply supply, double guess) {
            this.plan = plan;
            this.supply = supply;
            this.perSecond = guess;
        }

        double measure(Interleaved.Arm<ClosedLoop.Tally> arm) throws IOException {
            supply.stock((long) (perSecond * plan.armSeconds() * SPARE));
            double measured = arm.measure().perSecond();
            perSecond = Math.max(perSecond / 2, measured);
            return measured;
        }
    }

    /** Both SAEs, their connections, and enough keys. */
    private final class Load implements AutoCloseable {

        private final Connections master;
        private final Connections slave;
        private final KeyExchange exchange;
        private final Stock stock = new Stock(rounds.plan(), network::stock, FIRST_GUESS);
        private final int clients;
        private final int atOnce;

        Load(int clients, int atOnce) {
            this.clients = clients;
            this.atOnce = atOnce;
            this.master = network.connections(BenchNetwork.MASTER, clients);
            this.slave = network.connections(BenchNetwork.SLAVE, clients);
            this.exchange = new KeyExchange(master, BenchNetwork.MASTER, slave, BenchNetwork.SLAVE);
        }

        double keysPerSecond() throws IOException {
            return stock.measure(
                    () -> ClosedLoop.run(clients, rounds.plan().armTime(), () -> exchange.exchange(atOnce)));
        }

        @Override
        public void close() {
            master.close();
            slave.close();
        }
    }
}
