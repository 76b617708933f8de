/**
 * How secret bytes rest on disk: AES-256-GCM under data keys, these under a key-encryption key, which has versions;
 * and how all of it is destroyed at once.
 */
@NullMarked
package dk.kronborg.kms.wrapping;

import org.jspecify.annotations.NullMarked;
