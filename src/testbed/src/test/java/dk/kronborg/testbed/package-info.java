/** What the testbed's tests share. */
@NullMarked
package dk.kronborg.testbed;

import org.jspecify.annotations.NullMarked;
