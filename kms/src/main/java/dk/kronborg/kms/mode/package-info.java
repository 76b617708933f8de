/** In which mode a pool is: whether its quantum keys are plenty, rationed, or replaced by post-quantum ones. */
@NullMarked
package dk.kronborg.kms.mode;

import org.jspecify.annotations.NullMarked;
