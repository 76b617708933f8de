package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.alarm.Evidence;
import dk.kronborg.linkmonitor.classification.Finding;
import java.time.Instant;

/**
 * What ails a link.
 *
 * @param since    when this class was found
 * @param evidence of the moment at which class or severity changed last
 */
public record Diagnosis(Finding finding, Instant since, Evidence evidence) {}
