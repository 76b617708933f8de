/** Invitations and requests as JSON files. */
@NullMarked
package dk.kronborg.topology.enrolment.json;

import org.jspecify.annotations.NullMarked;
