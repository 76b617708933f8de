/** {@code ./kronborg kme enrol}: what is done at the side of a KME that is enrolled. */
@NullMarked
package dk.kronborg.enrolment.shell;

import org.jspecify.annotations.NullMarked;
