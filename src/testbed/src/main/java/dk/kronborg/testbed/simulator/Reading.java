package dk.kronborg.testbed.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.linkmonitor.keyrate.SecretKeyRate;

/** What the devices of a link have estimated of their channel. */
sealed interface Reading permits ContinuousReading, DiscreteReading {

    /** Dimensionless; an estimate can be a little above 1. */
    double transmittance();

    /** What the devices make of it. */
    SecretKeyRate keyRate();

    /** The same reading by a receiver that sees that much less light than there is. */
    Reading dimmedBy(double decibel);

    /** Adds the measured values that the device at that end knows. */
    void put(ObjectNode metrics, End end);

    /** As a loss; a little below zero where the estimate is above 1. */
    default double lossDb() {
        return -10 * Math.log10(transmittance());
    }
}
