/** In which mode a pool of quantum keys is: whether they are plenty, rationed, or replaced by post-quantum ones. */
@NullMarked
package dk.kronborg.kms.mode;

import org.jspecify.annotations.NullMarked;
