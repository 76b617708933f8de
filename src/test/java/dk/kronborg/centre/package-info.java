@NullMarked
package dk.kronborg.centre;

import org.jspecify.annotations.NullMarked;
