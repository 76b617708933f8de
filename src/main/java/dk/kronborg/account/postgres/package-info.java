/** Accounts in the centre's database. */
@NullMarked
package dk.kronborg.account.postgres;

import org.jspecify.annotations.NullMarked;
