package dk.kronborg.topology.network;

/** What keys a pair of SAEs may have. */
public sealed interface PairPolicy permits PairPolicy.Local, KeyPolicy {

    /**
     * Random keys of the one KME that is home to both SAEs: no link makes them, so nothing is proved of them. For
     * pairs with one home only.
     */
    enum Local implements PairPolicy {
        LOCAL
    }

    /** What it is called; keys that rest on different things are never called the same. */
    String name();

    /**
     * The policy of that name: LOCAL, or that of a {@link PolicyClass}.
     *
     * @throws IllegalArgumentException if there is none
     */
    static PairPolicy ofName(String name) {
        if (name.equals(Local.LOCAL.name())) {
            return Local.LOCAL;
        }
        return PolicyClass.find(name)
                .map(PolicyClass::policy)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the policy of a pair is LOCAL, " + PolicyClass.NAMES + ", or left out, got \"" + name + '"'));
    }
}
