/** Who makes a request of the centre, and whether they may: sessions in cookies, tokens, and the roles of every request. */
@NullMarked
package dk.kronborg.console.access;

import org.jspecify.annotations.NullMarked;
