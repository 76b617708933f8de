/** The broker as a KME reads it: whoever else can write there is not believed, and may not harm. */
@NullMarked
package dk.kronborg.broker;

import org.jspecify.annotations.NullMarked;
