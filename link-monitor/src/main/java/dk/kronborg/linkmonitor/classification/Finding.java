package dk.kronborg.linkmonitor.classification;

import dk.kronborg.linkmonitor.alarm.Severity;

/** What ails a link, and how badly. */
public record Finding(LinkClass linkClass, Severity severity) {}
