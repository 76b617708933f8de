/** The networks the testbed can run, and where their processes listen. */
@NullMarked
package dk.kronborg.testbed.network;

import org.jspecify.annotations.NullMarked;
