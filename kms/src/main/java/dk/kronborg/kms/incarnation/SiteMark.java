package dk.kronborg.kms.incarnation;

import java.util.UUID;

/**
 * What the database and the fence both keep, the database first: where the database is behind the fence, it is
 * another or an older one. The counts go on over all incarnations and all processes of a KME, one transaction after
 * the other, so of two marks of one site one is never ahead in one count and behind in another.
 *
 * @param incarnation of this site's key store
 * @param starts      how often a process of the KME was started
 * @param numbers     block numbers given so far, over all pools
 * @param spendings   transactions so far that spent bits
 */
public record SiteMark(UUID incarnation, long starts, long numbers, long spendings) {

    /** Whether any count is less than the other's. */
    public boolean isBehind(SiteMark other) {
        return starts < other.starts || numbers < other.numbers || spendings < other.spendings;
    }

    /** The later of both in every count. */
    SiteMark latest(SiteMark other) {
        return of(incarnation, other);
    }

    /** The later of both in every count, as another incarnation. */
    SiteMark of(UUID another, SiteMark other) {
        return new SiteMark(
                another,
                Math.max(starts, other.starts),
                Math.max(numbers, other.numbers),
                Math.max(spendings, other.spendings));
    }

    /** One start later, as another incarnation. */
    SiteMark begunAnew(UUID another) {
        return new SiteMark(another, starts + 1, numbers, spendings);
    }
}
