/** Telemetry, its history and its refusals in PostgreSQL; schema in {@code db/centre}. */
@NullMarked
package dk.kronborg.linkmonitor.postgres;

import org.jspecify.annotations.NullMarked;
