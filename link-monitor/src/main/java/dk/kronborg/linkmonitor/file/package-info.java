/** Files that the centre reads when it starts. */
@NullMarked
package dk.kronborg.linkmonitor.file;

import org.jspecify.annotations.NullMarked;
