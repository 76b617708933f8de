@NullMarked
package dk.kronborg.linkmonitor.keyrate;

import org.jspecify.annotations.NullMarked;
