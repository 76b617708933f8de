package dk.kronborg.testbed.simulator;

import dk.kronborg.topology.identity.LinkId;
import java.util.List;

/**
 * A simulated link as it is now.
 *
 * @param phenomena   what has befallen it and still acts
 * @param keyRateBps  secret bits it makes per second, 0 while it makes none
 * @param transmitter the driver at the transmitter's KME
 * @param receiver    the driver at the receiver's KME
 */
public record LinkStatus(
        LinkId link, List<Phenomenon> phenomena, double keyRateBps, DriverStatus transmitter, DriverStatus receiver) {}
