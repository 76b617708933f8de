package dk.kronborg.topology.planning;

import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;

/** What may fail. */
public sealed interface Failure {

    /** A whole node: its KME and all links that end there. */
    record OfKme(KmeId kme) implements Failure {}

    /** One link. */
    record OfLink(LinkId link) implements Failure {}

    /** All links that lie in a cable; a link whose cable is not known is one of its own, of the link's name. */
    record OfCable(CableId cable) implements Failure {}
}
