/** Other programs that are told over HTTPS. */
@NullMarked
package dk.kronborg.linkmonitor.http;

import org.jspecify.annotations.NullMarked;
