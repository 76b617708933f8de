/** The wire form of telemetry: {@code qkd.telemetry/1}, strict JSON. */
@NullMarked
package dk.kronborg.linkmonitor.json;

import org.jspecify.annotations.NullMarked;
