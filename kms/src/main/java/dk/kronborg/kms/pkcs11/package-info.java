/** The key-encryption key in a hardware security module, reached by PKCS #11 (Cryptoki). */
@NullMarked
package dk.kronborg.kms.pkcs11;

import org.jspecify.annotations.NullMarked;
