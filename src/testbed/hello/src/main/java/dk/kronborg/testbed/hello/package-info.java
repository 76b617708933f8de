/** The smallest Quarkus program: what the bench compares start and memory with. */
@NullMarked
package dk.kronborg.testbed.hello;

import org.jspecify.annotations.NullMarked;
