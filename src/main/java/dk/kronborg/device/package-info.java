/** What QKD devices send: key blocks. */
@NullMarked
package dk.kronborg.device;

import org.jspecify.annotations.NullMarked;
