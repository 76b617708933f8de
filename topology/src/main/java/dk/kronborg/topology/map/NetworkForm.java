package dk.kronborg.topology.map;

import dk.kronborg.topology.network.Network;

/** How a network is written in parts and read again: the edge that knows JSON. */
public interface NetworkForm {

    /** The parts of a network; equal networks, in whatever order their parts are named, have equal parts. */
    Division divide(Network network);

    /**
     * The network as one KME sees it.
     *
     * @throws IllegalArgumentException if the parts do not go together, or contradict each other; the message says why
     */
    Network assemble(Slice slice);
}
