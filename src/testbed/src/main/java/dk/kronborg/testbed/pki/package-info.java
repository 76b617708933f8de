/**
 * A certification authority for the testbed: one hierarchy per plane, leaves that follow the rules, and leaves
 * that break them one at a time, which every listener must refuse.
 */
@NullMarked
package dk.kronborg.testbed.pki;

import org.jspecify.annotations.NullMarked;
