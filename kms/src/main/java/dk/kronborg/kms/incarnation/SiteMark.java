package dk.kronborg.kms.incarnation;

import java.util.UUID;

/**
 * What the database and the fence both keep, the database first: where the database is behind the fence, it is
 * another or an older one.
 *
 * @param incarnation of this site's key store
 * @param starts      how often the KME was started
 * @param numbers     block numbers given so far, over all pools
 * @param spendings   transactions so far that spent bits
 */
public record SiteMark(UUID incarnation, long starts, long numbers, long spendings) {

    boolean isBehind(SiteMark fence) {
        return starts < fence.starts || numbers < fence.numbers || spendings < fence.spendings;
    }

    /** The later of both in every count. */
    SiteMark latest(SiteMark other) {
        return new SiteMark(
                incarnation,
                Math.max(starts, other.starts),
                Math.max(numbers, other.numbers),
                Math.max(spendings, other.spendings));
    }
}
