/** Proposals and approvals as JSON files. */
@NullMarked
package dk.kronborg.topology.approval.json;

import org.jspecify.annotations.NullMarked;
