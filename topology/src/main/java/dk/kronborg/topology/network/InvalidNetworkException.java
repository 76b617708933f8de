package dk.kronborg.topology.network;

import java.util.List;

/** A network description contradicts itself; the message lists every fault. */
public class InvalidNetworkException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    public InvalidNetworkException(List<String> faults) {
        super("the network is not consistent: " + String.join("; ", faults));
    }
}
