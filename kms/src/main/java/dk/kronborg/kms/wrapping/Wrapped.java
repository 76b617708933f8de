package dk.kronborg.kms.wrapping;

import java.util.UUID;

/**
 * Secret bytes as they rest on disk.
 *
 * @param dataKey    which data key opens them
 * @param ciphertext nonce (12 bytes), AES-256-GCM ciphertext, tag (16 bytes); never changed
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody; a copy per block would be waste.
public record Wrapped(UUID dataKey, byte[] ciphertext) {}
