/** The file in which an audit log is handed to an auditor. */
@NullMarked
package dk.kronborg.topology.audit.json;

import org.jspecify.annotations.NullMarked;
