/** The end of a site on purpose: all its keys are destroyed at once, for good, whatever comes between. */
@NullMarked
package dk.kronborg.kms.zeroise;

import org.jspecify.annotations.NullMarked;
