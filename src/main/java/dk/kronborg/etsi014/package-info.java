/** ETSI GS QKD 014 V1.1.1: the REST key delivery API, in its own words. */
@NullMarked
package dk.kronborg.etsi014;

import org.jspecify.annotations.NullMarked;
