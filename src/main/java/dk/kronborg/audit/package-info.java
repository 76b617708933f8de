/** What auditors do on their own machines: they verify audit logs, without any server. */
@NullMarked
package dk.kronborg.audit;

import org.jspecify.annotations.NullMarked;
