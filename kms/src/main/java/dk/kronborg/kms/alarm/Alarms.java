package dk.kronborg.kms.alarm;

/** Takes alarms; never blocks and never fails the caller. */
public interface Alarms {

    /** How bad something is, in the words of ITU-T X.733. */
    enum Severity {
        WARNING,
        MINOR,
        MAJOR,
        CRITICAL
    }

    /** What may be wrong, in the words of ITU-T X.733 and X.736 for its event type. */
    enum Kind {
        /** The two ends hold different bytes or metadata for one block: integrityViolation. */
        KEY_STORE_MISMATCH(Severity.MAJOR, true),
        /** A peer said the same thing twice with different content: integrityViolation. */
        PEER_CONTRADICTION(Severity.MAJOR, true),
        /** A peer's store began anew; what was shared with the old one is void: operationalViolation. */
        PEER_INCARNATION_CHANGED(Severity.WARNING, true),
        /** This site's database is older than its fence; all its blocks are void: integrityViolation. */
        DATABASE_REWOUND(Severity.CRITICAL, true),
        /** Wrapped bytes in the database cannot be opened: integrityViolation. */
        WRAPPED_BYTES_UNREADABLE(Severity.MAJOR, true),
        /** A message about an epoch was forged, replayed or weakened: integrityViolation. */
        EPOCH_FORGED(Severity.MAJOR, true),
        /** One end has lost the epoch that the next would have followed; their chain begins anew: operationalViolation. */
        EPOCH_CHAIN_BROKEN(Severity.MINOR, true),
        /** No epoch has come about for too long: qualityOfServiceAlarm. */
        EPOCH_OVERDUE(Severity.MAJOR, false),
        /** A key was asked for that the policy of its pair forbids; it was not handed out: integrityViolation. */
        KEY_BELOW_POLICY(Severity.MAJOR, true),
        /** Two nodes of a path contradict each other about a relayed block, so one of them lies: integrityViolation. */
        RELAY_CONTRADICTION(Severity.CRITICAL, true),
        /** A relayed block does not get on at a hop; others take another path: qualityOfServiceAlarm. */
        RELAY_STUCK(Severity.WARNING, true),
        /** A network map came that nobody may send: forged, older, truncated, another KME's or not approved: securityViolation. */
        MAP_REFUSED(Severity.MAJOR, true),
        /** The centre has signed two histories of the network map: somebody else has its key: securityViolation. */
        MAP_FORKED(Severity.CRITICAL, true),
        /** For too long nothing has been heard of the newest network map; the last one serves: timeDomainViolation. */
        MAP_STALE(Severity.WARNING, false),
        /** Bits of a pool are nowhere, or in two places: integrityViolation. */
        BITS_UNBALANCED(Severity.MAJOR, false),
        /** All keys of this site were destroyed on purpose: physicalViolation. */
        SITE_ZEROISED(Severity.CRITICAL, false),
        /** A tamper input, or the mark that another process sets when it zeroises, cannot be seen: physicalViolation. */
        TAMPER_INPUT_BLIND(Severity.CRITICAL, false),
        /** No blocks are taken for lack of room on disk: storageCapacityProblem. */
        DISK_NEARLY_FULL(Severity.MAJOR, false),
        /** The wall clock stepped: timeDomainViolation. */
        CLOCK_STEPPED(Severity.MINOR, true),
        /** A store fell below a mark: qualityOfServiceAlarm. */
        KEY_STORE_LOW(Severity.WARNING, false),
        /** Quantum keys of a pool are rationed, replaced or not to be had: qualityOfServiceAlarm. */
        QUANTUM_KEYS_SHORT(Severity.MAJOR, false),
        /** Certificate, trust or revocation files of a plane cannot be used; older ones hold: operationalViolation. */
        PLANE_FILES_REFUSED(Severity.MAJOR, false),
        /** An authority's revocation list is older than it promised: timeDomainViolation. */
        REVOCATION_LIST_OVERDUE(Severity.MAJOR, false),
        /** A certificate ends soon or has ended: timeDomainViolation. */
        CERTIFICATE_ENDS(Severity.WARNING, false);

        private final Severity severity;
        private final boolean momentary;

        Kind(Severity severity, boolean momentary) {
            this.severity = severity;
            this.momentary = momentary;
        }

        /** How bad it is unless it is said otherwise. */
        public Severity severity() {
            return severity;
        }

        /** Whether it happens and is over at once, so that nobody can say later that it is over. */
        public boolean momentary() {
            return momentary;
        }
    }

    /**
     * Raises an alarm; what was raised of that kind and subject is the same alarm again.
     *
     * @param subject what it is about: a pool, a peer, a plane; one of a few
     * @param detail  for people; never key bytes
     */
    void raise(Kind kind, String subject, String detail);

    /** Raises an alarm that is not as bad as usual, or worse. */
    default void raise(Kind kind, Severity severity, String subject, String detail) {
        raise(kind, subject, detail);
    }

    /** What was raised is over; nothing if it was not raised. Who keeps no account of what stands need not listen. */
    default void clear(Kind kind, String subject) {}
}
