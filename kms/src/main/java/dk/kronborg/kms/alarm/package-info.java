/** What a KME must tell people at once. */
@NullMarked
package dk.kronborg.kms.alarm;

import org.jspecify.annotations.NullMarked;
