package dk.kronborg.topology.network;

/**
 * What the keys of a pair must rest on, as four flags, so that of several policies the strictest is defined: {@link
 * #and}. People choose policies by the names of {@link PolicyClass}.
 *
 * <p>What is combined is never laxer than any of its parts. Nothing is required by {@link PolicyClass#PQC_ALLOWED}.
 *
 * @param needsQkd         while quantum keys can be had, keys rest on them
 * @param needsPqc         keys rest on post-quantum cryptography (PQC), alone or besides
 * @param mayFallBackToPqc while quantum keys cannot be had, PQC alone will do, though they are needed otherwise
 * @param itsOnly          what quantum keys give stays information-theoretically secure: no key derivation goes over
 *                         it, and PQC alone never will do, whatever the other flags say
 */
public record KeyPolicy(boolean needsQkd, boolean needsPqc, boolean mayFallBackToPqc, boolean itsOnly)
        implements PairPolicy {

    /** Both policies at once, the strictest of each flag. */
    public KeyPolicy and(KeyPolicy other) {
        return new KeyPolicy(
                needsQkd || other.needsQkd,
                needsPqc || other.needsPqc,
                mayFallBackToPqc && other.mayFallBackToPqc,
                itsOnly || other.itsOnly);
    }

    /** Whether PQC alone will do at times: while quantum keys cannot be had, or always. */
    public boolean mayRestOnPqcAlone() {
        return !itsOnly && (!needsQkd || mayFallBackToPqc);
    }

    /** What its class is called, or, if it is of none, its flags. */
    @Override
    public String name() {
        return PolicyClass.of(this).map(PolicyClass::name).orElseGet(this::toString);
    }
}
