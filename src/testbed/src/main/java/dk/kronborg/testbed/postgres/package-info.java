/** A real PostgreSQL server for the testbed: one server, one database and one role for each process. */
@NullMarked
package dk.kronborg.testbed.postgres;

import org.jspecify.annotations.NullMarked;
