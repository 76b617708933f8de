/** Key IDs as sealed pointers: the consuming KME finds and checks a key without a message. */
@NullMarked
package dk.kronborg.kms.keyid;

import org.jspecify.annotations.NullMarked;
