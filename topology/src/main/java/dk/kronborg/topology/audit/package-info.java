/**
 * The audit log of a KME or of the centre: records in batches, batches in a chain for each run of a process, heads of
 * chains that are signed, and what shows that nothing in it was changed afterwards.
 */
@NullMarked
package dk.kronborg.topology.audit;

import org.jspecify.annotations.NullMarked;
