package dk.kronborg.topology.planning;

/** What one failure costs. */
public record FailureToll(Failure failure, Toll toll) {}
