package dk.kronborg.topology.map;

/** A head as it comes to a KME: nothing of it is believed before {@link HeadWatch} has judged it. */
public record SignedHead(MapHead head, KeySignature signature) {}
