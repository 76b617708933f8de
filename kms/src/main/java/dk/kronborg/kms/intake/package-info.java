/** Takes key blocks from QKD devices. */
@NullMarked
package dk.kronborg.kms.intake;

import org.jspecify.annotations.NullMarked;
