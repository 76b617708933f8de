package dk.kronborg.testbed.simulator;

/** Which end of a link. */
public enum End {
    TX,
    RX
}
