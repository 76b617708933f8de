/**
 * Loads a whole network with SAEs that order and fetch keys, kills, pauses and parts its processes meanwhile, and has
 * what the SAEs saw judged by the {@linkplain dk.kronborg.testbed.checker checker}: the command {@code ./kronborg soak}.
 */
@NullMarked
package dk.kronborg.testbed.soak;

import org.jspecify.annotations.NullMarked;
