/** What every process of the program has to be told, whatever its role. */
@NullMarked
package dk.kronborg.process;

import org.jspecify.annotations.NullMarked;
