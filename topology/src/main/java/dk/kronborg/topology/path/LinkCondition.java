package dk.kronborg.topology.path;

/**
 * What is known of a link now.
 *
 * @param storedBits    what its ends have in store of it, the lesser of both directions where they are told apart
 * @param targetBits    what they are to have; 0 for a link that is to store nothing
 * @param reserveBits   what relaying may not touch: below it, the hop is closed
 * @param demand        what is asked of it, bits a second
 * @param secretKeyRate what it makes, secret bits a second; 0 for a link that is down
 * @param security      what is thought of its security
 * @param suspicion     how much speaks for an attack, from 0, nothing, to 1
 * @param locked        whether people have taken it out of service
 * @throws IllegalArgumentException if a number is negative or not finite, or the suspicion is above 1
 */
public record LinkCondition(
        long storedBits,
        long targetBits,
        long reserveBits,
        double demand,
        double secretKeyRate,
        LinkSecurity security,
        double suspicion,
        boolean locked) {

    public LinkCondition {
        require("stored bits", (double) storedBits, Double.MAX_VALUE);
        require("target bits", (double) targetBits, Double.MAX_VALUE);
        require("reserve bits", (double) reserveBits, Double.MAX_VALUE);
        require("demand", demand, Double.MAX_VALUE);
        require("secret key rate", secretKeyRate, Double.MAX_VALUE);
        require("suspicion", suspicion, 1);
    }

    private static void require(String what, double value, double most) {
        if (!(value >= 0 && value <= most)) {
            throw new IllegalArgumentException(
                    "the " + what + " of a link is from 0" + (most == 1 ? " to 1" : "") + ", got " + value);
        }
    }

    /** A link as it was planned: in service, trusted, its store full, nothing asked of it. */
    public static LinkCondition planned(double secretKeyRate) {
        return new LinkCondition(0, 0, 0, 0, secretKeyRate, LinkSecurity.TRUSTED, 0, false);
    }

    /** Whether keys may pass over it. */
    public boolean serves(boolean refusesSuspect) {
        return !locked
                && switch (security) {
                    case TRUSTED -> true;
                    case SUSPECT -> !refusesSuspect;
                    case QUARANTINED, REVOKED -> false;
                };
    }
}
