/**
 * Keys for several SAEs: drawn at random, handed over to the other KMEs under one-time pads, and kept there by their
 * IDs until they are fetched.
 */
@NullMarked
package dk.kronborg.kms.handover;

import org.jspecify.annotations.NullMarked;
