package dk.kronborg.kms.block;

import java.util.Optional;
import java.util.UUID;

/**
 * What both ends agree on about a block besides its bytes, fixed when it is offered.
 *
 * @param number          of the block in its pool, given by the from end, from 0 to 2^37 - 1, never reused
 * @param id              the name of the block, which its makers gave it
 * @param pool            the directed pool
 * @param provenance      the worse of both ends' claims
 * @param length          bytes, header included
 * @param fromIncarnation of the from end's store
 * @param toIncarnation   of the to end's store
 * @param bringsMask      whether ids are masked with this block's mask key from now on
 * @param hybrid          where its second secret comes from; only quantum key has one, and not all of it
 * @throws IllegalArgumentException if the number is outside its range, the pool of another origin, or a block of an
 *     epoch has a second secret
 */
public record BlockFacts(
        long number,
        UUID id,
        PoolId pool,
        Provenance provenance,
        int length,
        UUID fromIncarnation,
        UUID toIncarnation,
        boolean bringsMask,
        Optional<HybridEpoch> hybrid) {

    /** One more than the largest block number. */
    public static final long NUMBERS = 1L << 37;

    public BlockFacts {
        if (number < 0 || number >= NUMBERS) {
            throw new IllegalArgumentException("a block number is 0 to 2^37 - 1, got " + number);
        }
        if (provenance.origin() != pool.origin()) {
            throw new IllegalArgumentException("pool " + pool + " takes no block of origin " + provenance.origin());
        }
        if (hybrid.isPresent() && pool.origin() != Origin.QKD) {
            throw new IllegalArgumentException("only quantum key has a second secret, got one in pool " + pool);
        }
    }

    /** The one canonical form, over which both ends compute their tags: every text length-prefixed. */
    public byte[] canonical() {
        CanonicalForm form = new CanonicalForm(
                        provenance instanceof Provenance.OfRelay ? "kronborg/relayed-block/1" : "kronborg/block/1")
                .number(number)
                .uuid(id)
                .text(pool.from().value())
                .text(pool.to().value())
                .text(pool.origin().grade().name());
        switch (provenance) {
            case Provenance.OfLink of ->
                form.text(of.link().value())
                        .text(of.proof().wireName())
                        .real(of.epsilonTotal())
                        .text(of.detector().name());
            case Provenance.OfEpoch of -> form.text("").text(of.suite()).real(0).text("");
            case Provenance.OfRelay of -> {
                form.integer(of.paths().size());
                of.paths().forEach(path -> {
                    form.integer(path.size());
                    path.forEach(node -> form.text(node.value()));
                });
                form.integer(of.links().size());
                of.links().forEach(link -> form.text(link.value()));
                form.text(of.proof().wireName())
                        .real(of.epsilonTotal())
                        .text(of.detector().name());
            }
        }
        form.number(provenance.producedAt().toEpochMilli())
                .integer(length)
                .text(epoch().map(UUID::toString).orElse(""))
                .uuid(fromIncarnation)
                .uuid(toIncarnation)
                .flag(bringsMask);
        // At the end, so that blocks without a second secret have the form that they always had; which have one is said
        // before.
        hybrid.map(HybridEpoch::suite).ifPresent(form::text);
        return form.bytes();
    }

    /** From which the block has its bits or its second secret. */
    private Optional<UUID> epoch() {
        return provenance instanceof Provenance.OfEpoch of ? Optional.of(of.epoch()) : hybrid.map(HybridEpoch::id);
    }
}
