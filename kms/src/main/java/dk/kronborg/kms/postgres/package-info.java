/** Blocks, spending and audit in PostgreSQL, by plain JDBC. */
@NullMarked
package dk.kronborg.kms.postgres;

import org.jspecify.annotations.NullMarked;
