package dk.kronborg.kms.block;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What both ends agree on about a block besides its bytes, fixed when it is offered.
 *
 * @param number          of the block in its pool, given by the from end, from 0 to 2^37 - 1, never reused
 * @param id              the devices' name of the block
 * @param pool            the directed pool
 * @param grade           what its secrecy rests on
 * @param provenance      the worse of both devices' claims
 * @param length          bytes, header included
 * @param fromIncarnation of the from end's store
 * @param toIncarnation   of the to end's store
 * @param bringsMask      whether ids are masked with this block's mask key from now on
 * @throws IllegalArgumentException if the number is outside its range
 */
public record BlockFacts(
        long number,
        UUID id,
        PoolId pool,
        Grade grade,
        Provenance provenance,
        int length,
        UUID fromIncarnation,
        UUID toIncarnation,
        boolean bringsMask) {

    /** One more than the largest block number. */
    public static final long NUMBERS = 1L << 37;

    public BlockFacts {
        if (number < 0 || number >= NUMBERS) {
            throw new IllegalArgumentException("a block number is 0 to 2^37 - 1, got " + number);
        }
    }

    /** The one canonical form, over which both ends compute their tags: every text length-prefixed. */
    public byte[] canonical() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            text(out, "kronborg/block/1");
            out.writeLong(number);
            uuid(out, id);
            text(out, pool.from().value());
            text(out, pool.to().value());
            text(out, grade.name());
            text(out, provenance.link().value());
            text(out, provenance.proof().wireName());
            out.writeLong(Double.doubleToLongBits(provenance.epsilonTotal()));
            text(out, provenance.detector().name());
            out.writeLong(provenance.producedAt().toEpochMilli());
            out.writeInt(length);
            text(out, ""); // The epoch of relayed and post-quantum blocks; a device's block has none.
            uuid(out, fromIncarnation);
            uuid(out, toIncarnation);
            out.writeBoolean(bringsMask);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void uuid(DataOutputStream out, UUID uuid) throws IOException {
        out.writeLong(uuid.getMostSignificantBits());
        out.writeLong(uuid.getLeastSignificantBits());
    }
}
