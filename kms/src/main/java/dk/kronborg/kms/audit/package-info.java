/** The record of who got which keys, never the keys. */
@NullMarked
package dk.kronborg.kms.audit;

import org.jspecify.annotations.NullMarked;
