/** People who are told by e-mail. */
@NullMarked
package dk.kronborg.linkmonitor.mail;

import org.jspecify.annotations.NullMarked;
