@NullMarked
package dk.kronborg.testbed.scenario;

import org.jspecify.annotations.NullMarked;
