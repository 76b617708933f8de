/** Bits are spent once: what is durable before a key leaves. */
@NullMarked
package dk.kronborg.kms.spending;

import org.jspecify.annotations.NullMarked;
