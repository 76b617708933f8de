/**
 * Judges what SAEs saw: a {@link dk.kronborg.testbed.checker.History} of every request and its answer, taken from real
 * processes while they were killed, paused and cut off, and a {@link dk.kronborg.testbed.checker.Checker} that finds
 * in it whatever must never happen to a key.
 */
@NullMarked
package dk.kronborg.testbed.checker;

import org.jspecify.annotations.NullMarked;
