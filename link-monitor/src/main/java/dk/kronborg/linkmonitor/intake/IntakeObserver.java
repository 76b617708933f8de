package dk.kronborg.linkmonitor.intake;

/** Learns what became of each record, for instance to count. */
public interface IntakeObserver {

    /** Told once the outcome is durable; told again if the record comes again. */
    void observed(Outcome outcome);
}
