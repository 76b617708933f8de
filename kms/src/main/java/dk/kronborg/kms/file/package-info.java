/** What a KME keeps in files outside its database: the key-encryption key, data keys, the fence. */
@NullMarked
package dk.kronborg.kms.file;

import org.jspecify.annotations.NullMarked;
