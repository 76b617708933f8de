/** The running network as its clients see it: the description file, and a consumer of keys. */
@NullMarked
package dk.kronborg.testbed.client;

import org.jspecify.annotations.NullMarked;
