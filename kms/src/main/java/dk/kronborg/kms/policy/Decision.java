package dk.kronborg.kms.policy;

import dk.kronborg.kms.mode.Mode;
import dk.kronborg.topology.network.KeyPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which keys may serve a request, or why none may. A function of policy, mode and stock; docs/policies.md has all of it
 * as tables. Whatever is chosen is permitted by the policy, and a stricter policy is never served where a laxer one is
 * not.
 */
public sealed interface Decision {

    /** Why the keys that a policy asks for first, or any keys, are not to be had. */
    enum Reason {
        /** Quantum keys cannot be had, or what is left of them is below the reserve. */
        QKD_UNAVAILABLE,
        /** There are quantum keys, but too few for this request. */
        QKD_SHORT,
        /** Post-quantum keys cannot be had. */
        PQC_UNAVAILABLE,
        /** The pool is blocked. */
        BLOCKED
    }

    /**
     * One way to serve.
     *
     * @param keepsReserve whether quantum bits may only be taken from what is above the reserve mark
     * @param degraded     why the key rests on less than the policy asks for while quantum keys can be had, if it does
     */
    record Choice(Making making, boolean keepsReserve, Optional<Reason> degraded) {}

    /**
     * Serve in the first of these ways that has enough keys for the request.
     *
     * @param choices at least one, what is preferred first
     */
    record Serve(List<Choice> choices) implements Decision {}

    /** Serve nothing. */
    record Refuse(Reason reason) implements Decision {}

    /**
     * What is decided.
     *
     * @param policy of the pair and of the request together
     */
    static Decision of(KeyPolicy policy, Mode mode, Stock stock) {
        if (mode == Mode.BLOCKED) {
            return new Refuse(Reason.BLOCKED);
        }
        List<Choice> choices = choices(policy, mode, stock);
        if (!choices.isEmpty()) {
            return new Serve(choices);
        }
        boolean pqcWouldDo =
                !choices(policy, mode, new Stock(stock.belowReserve(), true)).isEmpty();
        return new Refuse(pqcWouldDo ? Reason.PQC_UNAVAILABLE : Reason.QKD_UNAVAILABLE);
    }

    private static List<Choice> choices(KeyPolicy policy, Mode mode, Stock stock) {
        boolean fallback = mode == Mode.FALLBACK_PQC;
        List<Choice> choices = new ArrayList<>();
        if (!fallback || !stock.belowReserve()) {
            choices.add(new Choice(withQuantumBits(policy), fallback, Optional.empty()));
        }
        if (policy.mayRestOnPqcAlone() && (!policy.needsQkd() || lacksQuantumBits(mode, stock))) {
            boolean first = fallback || (mode == Mode.QKD_RESERVE && !policy.needsQkd());
            Reason reason = fallback ? Reason.QKD_UNAVAILABLE : Reason.QKD_SHORT;
            choices.add(
                    first ? 0 : choices.size(),
                    new Choice(Making.PQC, false, policy.needsQkd() ? Optional.of(reason) : Optional.empty()));
        }
        choices.removeIf(choice -> choice.making().takesPqc() && !stock.pqc());
        return List.copyOf(choices);
    }

    private static Making withQuantumBits(KeyPolicy policy) {
        if (!policy.needsPqc()) {
            return Making.QKD;
        }
        return policy.itsOnly() ? Making.HYBRID_XOR_ITS : Making.HYBRID_CATKDF;
    }

    /**
     * Whether PQC may take the place of quantum keys that are needed. That a request asks for more than there is does
     * not suffice, or whoever asks for much would be given less secure keys unasked.
     */
    private static boolean lacksQuantumBits(Mode mode, Stock stock) {
        return mode == Mode.FALLBACK_PQC || mode == Mode.RECOVERING || stock.belowReserve();
    }
}
