/**
 * How a KME comes to know whom to believe, and the network to know the KME: an invitation with a one-time code, a request
 * with keys made on the KME, and the officers' approval of them. docs/enrolment.md.
 */
@NullMarked
package dk.kronborg.topology.enrolment;

import org.jspecify.annotations.NullMarked;
