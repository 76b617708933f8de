package dk.kronborg.topology.network;

/** What keys a pair of SAEs may have where the rule for every pair, keys from quantum key distribution, does not do. */
public enum PairPolicy {
    /**
     * Random keys of the one KME that is home to both SAEs: no link makes them, so nothing is proved of them. For
     * pairs with one home only.
     */
    LOCAL;

    /**
     * The policy of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static PairPolicy ofName(String name) {
        if (!name.equals(LOCAL.name())) {
            throw new IllegalArgumentException("the policy of a pair is LOCAL or left out, got \"" + name + '"');
        }
        return LOCAL;
    }
}
