/** How passwords are hashed. */
@NullMarked
package dk.kronborg.account.bouncycastle;

import org.jspecify.annotations.NullMarked;
