/** What goes from one KME to the next under one-time pads, with a one-time tag: no computing power opens or changes it. */
@NullMarked
package dk.kronborg.kms.pad;

import org.jspecify.annotations.NullMarked;
