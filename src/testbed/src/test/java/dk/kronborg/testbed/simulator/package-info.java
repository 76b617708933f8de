@NullMarked
package dk.kronborg.testbed.simulator;

import org.jspecify.annotations.NullMarked;
