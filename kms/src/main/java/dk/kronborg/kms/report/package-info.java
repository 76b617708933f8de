/** What SAEs were given and refused in a month, how available keys were, and in which modes the pools were. */
@NullMarked
package dk.kronborg.kms.report;

import org.jspecify.annotations.NullMarked;
