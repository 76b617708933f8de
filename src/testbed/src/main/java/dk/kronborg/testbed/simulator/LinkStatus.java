package dk.kronborg.testbed.simulator;

import dk.kronborg.topology.identity.LinkId;
import java.util.Optional;

/**
 * A simulated link as it is now.
 *
 * @param fault       what is wrong with it, if anything
 * @param keyRateBps  secret bits it makes per second, 0 while it makes none
 * @param transmitter the driver at the transmitter's KME
 * @param receiver    the driver at the receiver's KME
 */
public record LinkStatus(
        LinkId link, Optional<Fault> fault, double keyRateBps, DriverStatus transmitter, DriverStatus receiver) {}
