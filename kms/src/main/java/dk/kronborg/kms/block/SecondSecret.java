package dk.kronborg.kms.block;

import dk.kronborg.kms.secret.SecretBytes;
import java.util.UUID;

/**
 * What makes keys of a block of quantum key hybrid: a post-quantum secret that both ends have the same of, as they have
 * proved to each other before the block was opened.
 *
 * @param block  its name
 * @param number of the block in its pool
 * @param epoch  that it was derived from
 * @param secret 32 bytes, closed with this
 */
public record SecondSecret(UUID block, long number, HybridEpoch epoch, SecretBytes secret) implements AutoCloseable {

    /** What both ends have agreed on about it, in one form, to which keys made with it are bound. */
    public byte[] transcript() {
        return new CanonicalForm("kronborg/second-secret-of/1")
                .uuid(block)
                .number(number)
                .uuid(epoch.id())
                .text(epoch.suite())
                .bytes();
    }

    /** The same with a copy of the bytes, to be closed by the caller. */
    public SecondSecret copy() {
        return new SecondSecret(block, number, epoch, secret.slice(0, secret.length()));
    }

    @Override
    public void close() {
        secret.close();
    }
}
