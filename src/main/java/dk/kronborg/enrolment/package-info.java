/** Requests for certificates, which a KME makes when it is enrolled and the centre looks at: docs/enrolment.md. */
@NullMarked
package dk.kronborg.enrolment;

import org.jspecify.annotations.NullMarked;
