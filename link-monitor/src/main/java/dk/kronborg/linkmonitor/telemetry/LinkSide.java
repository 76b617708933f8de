package dk.kronborg.linkmonitor.telemetry;

/** The two ends of a link, by the ETSI GS QKD 015 words for the role of a device. */
public enum LinkSide {
    TRANSMITTER,
    RECEIVER
}
