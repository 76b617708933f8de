package dk.kronborg.testbed.network;

import dk.kronborg.topology.identity.KmeId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which ports of 127.0.0.1 a network uses, counted from a base.
 *
 * <pre>
 * base + 0   console (HTTPS)          base + 3   Kafka
 * base + 1   centre, management       base + 4   Kafka, controller
 * base + 2   PostgreSQL               base + 5   the launcher's control
 * base + 6   the centre's map plane
 * base + 10 + 10 k                    KME number k, in the order of the network: SAE plane
 * ... + 1, + 2, + 3, + 4              its peer plane, device plane, management, operator plane
 * ... + 5                             a {@link Wire} to its peer plane, where a test has put one
 * </pre>
 */
public final class PortPlan {

    private static final int LOWEST = 1024;
    private static final int HIGHEST = 65535;
    private static final int PER_KME = 10;

    private final int base;
    private final List<KmeId> kmes;

    /**
     * Ports of one KME.
     *
     * @param management health and metrics, without TLS
     * @param wire       what other KMEs connect to in place of the peer plane, if there are wires
     */
    public record KmePorts(int sae, int peer, int device, int management, int operator, int wire) {}

    /**
     * A plan for these KMEs.
     *
     * @throws IllegalArgumentException if the ports would leave the range 1024 to 65535
     */
    public PortPlan(int base, List<KmeId> kmes) {
        int highestBase = HIGHEST - PER_KME * (kmes.size() + 1);
        if (base < LOWEST || base > highestBase) {
            throw new IllegalArgumentException("the port base for " + kmes.size() + " sites is from " + LOWEST + " to "
                    + highestBase + ", got " + base);
        }
        this.base = base;
        this.kmes = List.copyOf(kmes);
    }

    /**
     * A base whose ports nobody listens on at this moment, for tests.
     *
     * @throws IOException if none is found
     */
    public static int freeBase(List<KmeId> kmes) throws IOException {
        int step = PER_KME * (kmes.size() + 1);
        // Below the range from which systems take ports for outgoing connections.
        int first = 10_000 + step * (int) (ProcessHandle.current().pid() % 100);
        for (int base = first; base < first + 100 * step && base + step < 32_000; base += step) {
            PortPlan plan = new PortPlan(base, kmes);
            if (plan.uses().keySet().stream().allMatch(FreePorts::isFree)) {
                return base;
            }
        }
        throw new IOException("no free ports were found from " + first + " on");
    }

    public int console() {
        return base;
    }

    public int centreManagement() {
        return base + 1;
    }

    public int postgres() {
        return base + 2;
    }

    public int kafka() {
        return base + 3;
    }

    public int kafkaController() {
        return base + 4;
    }

    public int control() {
        return base + 5;
    }

    public int map() {
        return base + 6;
    }

    /**
     * The ports of a KME.
     *
     * @throws IllegalArgumentException if the plan is not for that KME
     */
    public KmePorts of(KmeId kme) {
        int number = kmes.indexOf(kme);
        if (number < 0) {
            throw new IllegalArgumentException("no ports are planned for " + kme);
        }
        int first = base + PER_KME * (number + 1);
        return new KmePorts(first, first + 1, first + 2, first + 3, first + 4, first + 5);
    }

    /**
     * Makes sure that nobody else listens on a port of this plan.
     *
     * @throws IOException with every port that is taken, and what it was for
     */
    public void requireFree() throws IOException {
        List<String> taken = new ArrayList<>();
        for (Map.Entry<Integer, String> port : uses().entrySet()) {
            if (!FreePorts.isFree(port.getKey())) {
                taken.add(port.getKey() + " (" + port.getValue() + ")");
            }
        }
        if (!taken.isEmpty()) {
            throw new IOException((taken.size() == 1 ? "port " : "ports ") + String.join(", ", taken)
                    + (taken.size() == 1 ? " is" : " are")
                    + " in use on 127.0.0.1: end what uses them, or choose another --port-base");
        }
    }

    private Map<Integer, String> uses() {
        Map<Integer, String> uses = new LinkedHashMap<>();
        uses.put(console(), "console");
        uses.put(centreManagement(), "centre management");
        uses.put(postgres(), "PostgreSQL");
        uses.put(kafka(), "Kafka");
        uses.put(kafkaController(), "Kafka controller");
        uses.put(control(), "launcher control");
        uses.put(map(), "centre map plane");
        for (KmeId kme : kmes) {
            KmePorts ports = of(kme);
            uses.put(ports.sae(), kme + " SAE plane");
            uses.put(ports.peer(), kme + " peer plane");
            uses.put(ports.device(), kme + " device plane");
            uses.put(ports.management(), kme + " management");
            uses.put(ports.operator(), kme + " operator plane");
        }
        return uses;
    }
}
