/** The to end's blocks in memory: runs of them are read wherever a peer's pointer leads. */
@NullMarked
package dk.kronborg.kms.reading;

import org.jspecify.annotations.NullMarked;
