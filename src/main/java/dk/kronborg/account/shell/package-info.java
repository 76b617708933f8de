/** {@code ./kronborg account}: accounts from a shell on the centre's machine. */
@NullMarked
package dk.kronborg.account.shell;

import org.jspecify.annotations.NullMarked;
