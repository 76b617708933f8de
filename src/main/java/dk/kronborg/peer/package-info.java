/** What KMEs say to each other about blocks, over the peer plane. */
@NullMarked
package dk.kronborg.peer;

import org.jspecify.annotations.NullMarked;
