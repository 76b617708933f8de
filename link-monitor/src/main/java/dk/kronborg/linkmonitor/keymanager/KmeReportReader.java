package dk.kronborg.linkmonitor.keymanager;

import dk.kronborg.linkmonitor.intake.Refusal;

/** Reads the bytes of a record as a report of a KME. Anybody may have written them. */
public interface KmeReportReader {

    /** Never throws on account of the bytes: what is wrong with them is in the answer. */
    Reading read(byte[] bytes);

    /** What the bytes turned out to be. */
    sealed interface Reading {}

    /** A well-formed report with every value in its range. */
    record Understood(KmeReport report) implements Reading {}

    /** No report. */
    record Unreadable(Refusal refusal) implements Reading {}
}
