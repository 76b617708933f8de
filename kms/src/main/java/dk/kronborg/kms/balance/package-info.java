/** Conservation: every bit that was produced is somewhere. */
@NullMarked
package dk.kronborg.kms.balance;

import org.jspecify.annotations.NullMarked;
