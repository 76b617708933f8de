package dk.kronborg.testbed.simulator;

/**
 * How a quantum channel differs from what was commissioned, while light gets through.
 *
 * @param extraLossDb dB, negative if light is injected
 * @param noise       SNU at the channel input, or share of wrong sifted bits, by technology
 * @param intercepted share of the signals that an eavesdropper has replaced, from 0 to 1
 */
record Disturbance(double extraLossDb, double noise, double intercepted) {

    static final Disturbance NONE = new Disturbance(0, 0, 0);
}
