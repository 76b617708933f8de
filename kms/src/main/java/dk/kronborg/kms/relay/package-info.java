/**
 * Quantum key for two KMEs that share no link: one end draws a block at random and sends it over trusted nodes, under
 * one-time pads on every hop; or several blocks over paths that have no node in common, and their exclusive or is the key.
 */
@NullMarked
package dk.kronborg.kms.relay;

import org.jspecify.annotations.NullMarked;
