/** The officers' commands: {@code ./kronborg officer-key} and {@code ./kronborg approve}, docs/network-map.md. */
@NullMarked
package dk.kronborg.approval;

import org.jspecify.annotations.NullMarked;
