/** Runs of secret bytes that two KMEs hold identically, from which everything is allocated. */
@NullMarked
package dk.kronborg.kms.block;

import org.jspecify.annotations.NullMarked;
