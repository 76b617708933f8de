/** Epochs: what two KMEs agree on by post-quantum cryptography, and the keys that follow from it. */
@NullMarked
package dk.kronborg.kms.epoch;

import org.jspecify.annotations.NullMarked;
