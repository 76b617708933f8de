package dk.kronborg.kms.block;

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
        return new CanonicalForm("kronborg/block/1")
                .number(number)
                .uuid(id)
                .text(pool.from().value())
                .text(pool.to().value())
                .text(grade.name())
                .text(provenance.link().value())
                .text(provenance.proof().wireName())
                .real(provenance.epsilonTotal())
                .text(provenance.detector().name())
                .number(provenance.producedAt().toEpochMilli())
                .integer(length)
                .text("") // The epoch of relayed and post-quantum blocks; a device's block has none.
                .uuid(fromIncarnation)
                .uuid(toIncarnation)
                .flag(bringsMask)
                .bytes();
    }
}
