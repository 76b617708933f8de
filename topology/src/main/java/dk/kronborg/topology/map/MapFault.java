package dk.kronborg.topology.map;

/** Why a map is refused. All of these are alarmed but {@link #GAP}. */
public enum MapFault {
    /** No map at all: cut off, not canonical, a member too many, too few or twice, too long, too deep. */
    MALFORMED,
    /** Of another domain. */
    FOREIGN_DOMAIN,
    /** Another KME's. */
    FOREIGN_SLICE,
    /** Older than what runs, or than what ever ran. */
    OLDER,
    /** Signed by the centre, and contradicts what it signed before: there are two histories. */
    FORK,
    /** Versions between what runs and this are missing; they are asked for. */
    GAP,
    /** Its versions, or their security parts, do not follow each other. */
    BROKEN_CHAIN,
    /** The first map is not the one that was pinned. */
    NOT_PINNED,
    /** Signed by a key that is nobody's. */
    UNKNOWN_KEY,
    /** Signed by a key that counts no more. */
    RETIRED_KEY,
    /** The centre's signature is not over this. */
    FORGED,
    /** A signature of an officer is not over this change. */
    BAD_APPROVAL,
    /** An officer signed twice. */
    SAME_OFFICER_TWICE,
    /** What touches security has changed, and fewer than two officers say so. */
    UNAPPROVED,
    /** Keys are handed over to keys that were retired, or without being retired, or change their role. */
    BAD_HANDOVER,
    /** A part is not what the version names. */
    WRONG_CONTENT,
    /** The book is not the one that the version holds for this KME. */
    BAD_PROOF,
    /** The parts are the version's own, and contradict each other. */
    INCONSISTENT;

    /** Whether people have to hear of it. */
    public boolean isAlarmed() {
        return this != GAP;
    }
}
