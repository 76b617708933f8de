/**
 * Scenarios: what befalls a simulated network, written down with what an operator is then to be told
 * (docs/scenarios.md).
 */
@NullMarked
package dk.kronborg.testbed.scenario;

import org.jspecify.annotations.NullMarked;
