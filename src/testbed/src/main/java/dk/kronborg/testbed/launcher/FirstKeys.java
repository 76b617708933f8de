package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.client.RefusedException;
import dk.kronborg.testbed.client.SaeClient;
import dk.kronborg.testbed.simulator.DeviceNetwork;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Sae;
import java.io.IOException;
import java.time.Duration;

/**
 * Two SAEs at the ends of one link, by which the launcher sees that keys flow and shows people how to fetch some.
 *
 * @param link   the link between their homes
 * @param master home at the transmitter
 * @param slave  home at the receiver
 */
record FirstKeys(Link link, Sae master, Sae slave) {

    private static final Duration POLL = Duration.ofMillis(300);

    /** The first SAEs at the ends of the network's first link. */
    static FirstKeys of(Network network) {
        Link link = network.links().getFirst();
        return new FirstKeys(
                link,
                firstAt(network, link.transmitter().kme()),
                firstAt(network, link.receiver().kme()));
    }

    private static Sae firstAt(Network network, KmeId kme) {
        return network.saes().stream()
                .filter(sae -> sae.kme().equals(kme))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("a demo network has SAEs at every KME, none at " + kme));
    }

    /**
     * Waits until either SAE can have a key for the other.
     *
     * @throws DemoFailedException if that takes longer than the limit; the message has the last answer
     */
    void await(Deployment deployment, DeviceNetwork devices, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        try {
            await(deployment, master, slave.id(), end, limit);
            await(deployment, slave, master.id(), end, limit);
        } catch (DemoFailedException e) {
            throw new DemoFailedException(
                    e.getMessage() + "; the devices of " + link.id() + ": "
                            + devices.status().get(link.id()),
                    e);
        }
    }

    private void await(Deployment deployment, Sae caller, SaeId other, long end, Duration limit) throws IOException {
        var files = deployment.saeCredential(caller.id());
        try (SaeClient client =
                SaeClient.connect(deployment.saeUri(caller.kme()), files.certificate(), files.key(), files.trust())) {
            while (true) {
                String answer = attempt(client, other);
                if (answer.isEmpty()) {
                    return;
                }
                if (System.nanoTime() > end) {
                    throw new DemoFailedException("no key for " + caller.id() + " and " + other + " after "
                            + limit.toSeconds() + " s; " + caller.kme() + " says: " + answer);
                }
                Thread.sleep(POLL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("interrupted while waiting for the first keys", e);
        }
    }

    /** Why there is no key yet, or nothing if there is one. */
    private static String attempt(SaeClient client, SaeId other) {
        try {
            return client.status(other.value()).storedKeyCount() > 0 ? "" : "no keys stored";
        } catch (RefusedException e) {
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            return e.toString();
        }
    }
}
