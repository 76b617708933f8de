package dk.kronborg.kms.alarm;

/** Takes alarms; never blocks and never fails the caller. */
public interface Alarms {

    /** What may be wrong, in the words of ITU-T X.733 and X.736 for its event type. */
    enum Kind {
        /** The two ends hold different bytes or metadata for one block: integrityViolation. */
        KEY_STORE_MISMATCH,
        /** A peer said the same thing twice with different content: integrityViolation. */
        PEER_CONTRADICTION,
        /** A peer's store began anew; what was shared with the old one is void: operationalViolation. */
        PEER_INCARNATION_CHANGED,
        /** This site's database is older than its fence; all its blocks are void: integrityViolation. */
        DATABASE_REWOUND,
        /** Wrapped bytes in the database cannot be opened: integrityViolation. */
        WRAPPED_BYTES_UNREADABLE,
        /** Bits of a pool are nowhere, or in two places: integrityViolation. */
        BITS_UNBALANCED,
        /** All keys of this site were destroyed on purpose: physicalViolation. */
        SITE_ZEROISED,
        /** A tamper input, or the mark that another process sets when it zeroises, cannot be seen: physicalViolation. */
        TAMPER_INPUT_BLIND,
        /** No blocks are taken for lack of room on disk: storageCapacityProblem. */
        DISK_NEARLY_FULL,
        /** The wall clock stepped: timeDomainViolation. */
        CLOCK_STEPPED,
        /** A store fell below a mark: qualityOfServiceAlarm. */
        KEY_STORE_LOW,
        /** Certificate, trust or revocation files of a plane cannot be used; older ones hold: operationalViolation. */
        PLANE_FILES_REFUSED,
        /** An authority's revocation list is older than it promised: timeDomainViolation. */
        REVOCATION_LIST_OVERDUE,
        /** A certificate ends soon or has ended: timeDomainViolation. */
        CERTIFICATE_ENDS
    }

    /**
     * Raises an alarm.
     *
     * @param subject what it is about: a pool, a block, a peer
     * @param detail  for people; never key bytes
     */
    void raise(Kind kind, String subject, String detail);
}
