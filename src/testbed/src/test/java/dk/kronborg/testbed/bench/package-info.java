@NullMarked
package dk.kronborg.testbed.bench;

import org.jspecify.annotations.NullMarked;
