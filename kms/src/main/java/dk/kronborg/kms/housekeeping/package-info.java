/** What is done in the background: ages, give-ups, destruction. */
@NullMarked
package dk.kronborg.kms.housekeeping;

import org.jspecify.annotations.NullMarked;
