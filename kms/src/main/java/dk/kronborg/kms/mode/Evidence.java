package dk.kronborg.kms.mode;

import java.util.OptionalLong;

/**
 * What the from end of a pool sees of it at one moment. All but the news is its own.
 *
 * @param usable      quantum bits that could be allocated now, in any unit
 * @param capacity    what the pool holds when it is full, in the same unit, from 1
 * @param full        whether no more blocks are taken, so that none coming says nothing of the link
 * @param supplied    when the last quantum block became usable, by the site's running time in seconds, if one ever did
 * @param quarantined whether all quantum blocks, or all paths by which they come, are held here
 * @param pqc         whether post-quantum keys can be had
 * @param news        what others say
 * @throws IllegalArgumentException if a number is outside its range; so that shares can be compared, none is above a
 *                                  hundredth of the greatest long
 */
public record Evidence(
        long usable, long capacity, boolean full, OptionalLong supplied, boolean quarantined, boolean pqc, News news) {

    private static final long MOST = Long.MAX_VALUE / 100;

    /** What is heard from outside. It can only make a pool stricter, since whoever forges it must gain nothing. */
    public enum News {
        NONE,
        /** Something is wrong with a link on the way. */
        SUSPECT
    }

    public Evidence {
        if (usable < 0 || usable > MOST || capacity < 1 || capacity > MOST) {
            throw new IllegalArgumentException("a pool holds 0 to " + MOST + " units and has room for 1 to " + MOST
                    + ", got " + usable + " of " + capacity);
        }
        if (supplied.isPresent() && supplied.getAsLong() < 0) {
            throw new IllegalArgumentException(
                    "running time is not negative, got a block at " + supplied.getAsLong() + " s");
        }
    }

    /** Whether the store is below that percentage of its capacity; an empty one is below every mark. */
    boolean below(int percent) {
        return usable == 0 || usable * 100 < percent * capacity;
    }

    /** Whether quantum keys could be given. */
    boolean hasQuantumKeys() {
        return usable > 0 && !quarantined;
    }
}
