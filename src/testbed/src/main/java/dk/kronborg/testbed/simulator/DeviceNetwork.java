package dk.kronborg.testbed.simulator;

import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Network;
import java.net.URI;
import java.util.Map;

/** All simulated devices of a network, running until closed. */
public final class DeviceNetwork implements AutoCloseable {

    private final Network network;

    private DeviceNetwork(Network network) {
        this.network = network;
    }

    /**
     * Starts both drivers of every link.
     *
     * @param credentials    by device, for every device of the network
     * @param deviceUris     {@code https://host:port} of each KME's device plane
     * @param kafkaBootstrap {@code host:port} of the broker that takes telemetry
     * @throws IllegalArgumentException if something is missing, or a link is not CV-QKD; the message lists all
     */
    public static DeviceNetwork start(
            Network network,
            Map<DeviceId, DriverCredentials> credentials,
            Map<KmeId, URI> deviceUris,
            String kafkaBootstrap) {
        if (!network.links().isEmpty()) {
            throw new UnsupportedOperationException("the devices of " + network.domain() + " cannot be simulated yet");
        }
        return new DeviceNetwork(network);
    }

    /**
     * Lets a fault befall a link, in place of the one it has.
     *
     * @throws IllegalArgumentException if there is no such link
     */
    public void apply(LinkId link, Fault fault) {
        if (network.link(link).isEmpty()) {
            throw new IllegalArgumentException("there is no link " + link);
        }
    }

    /**
     * Repairs a link.
     *
     * @throws IllegalArgumentException if there is no such link
     */
    public void clear(LinkId link) {
        if (network.link(link).isEmpty()) {
            throw new IllegalArgumentException("there is no link " + link);
        }
    }

    /** Every link as it is now. */
    public Map<LinkId, LinkStatus> status() {
        return Map.of();
    }

    /** Stops all devices; unsent key blocks are wiped. */
    @Override
    public void close() {}
}
