/** The administration of a KME from a shell: {@code ./kronborg kme}, docs/administration.md. */
@NullMarked
package dk.kronborg.administration.shell;

import org.jspecify.annotations.NullMarked;
