package dk.kronborg.kms.epoch;

/** Why an epoch did not come about. The message tells what was wrong and what is allowed, and holds no secret. */
public final class EpochFault extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What was wrong. */
    public enum Reason {
        /** The message is of other KMEs, or of the same in the other direction. */
        OTHER_PAIR(true),
        /** The key that signed is none that is pinned for the peer, or of another algorithm than the suite's. */
        IDENTITY(true),
        /** The signature is not over this message. */
        SIGNATURE(true),
        /** A list or text is none that anybody sends. */
        MALFORMED(false),
        /** A key, ciphertext or nonce has not the length of its suite. */
        LENGTH(false),
        /** The suite is not the best that both enable, or there is none: the refusal says what the responder enables. */
        SUITE(false),
        /** The answer is of another suite than the best that both enable. */
        DOWNGRADE(true),
        /** One of the key stores has begun anew since. */
        INCARNATION(false),
        /** More blocks than anybody wants, or of a length that none has. */
        BLOCKS(false),
        /** The same proposal was answered before. */
        REPLAY(true),
        /** The responder does not know the epoch that this one is to follow. */
        UNKNOWN_PARENT(false),
        /** The proposal follows no epoch, but the responder has one that it could. */
        NO_PARENT(true),
        /** The ML-KEM key fails the checks of FIPS 203. */
        ENCAPSULATION_KEY(true),
        /** The key is no point of the curve, or one that makes the secret known to all. */
        EXCHANGE_KEY(true),
        /** The other end has another secret. */
        CONFIRMATION(true);

        private final boolean suspicious;

        Reason(boolean suspicious) {
            this.suspicious = suspicious;
        }
    }

    private final Reason reason;

    public EpochFault(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Whether an attack is the likeliest cause, so that somebody should look; all others are counted only. */
    public boolean isSuspicious() {
        return reason.suspicious;
    }

    /** A fault of length, if it is one. */
    static void unlessLong(String what, byte[] value, int length) {
        if (value.length != length) {
            throw new EpochFault(Reason.LENGTH, what + " has " + length + " bytes, got " + value.length);
        }
    }
}
