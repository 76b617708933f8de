package dk.kronborg.topology.map;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The officers' signatures under one security part, each checked once. */
final class Approvals {

    private final SecurityPart security;
    private final Set<Pin> signers = new HashSet<>();

    private Approvals(SecurityPart security) {
        this.security = security;
    }

    /**
     * Checks them.
     *
     * @param others keys that may have signed though the part itself does not know them: those of the officers before
     */
    static Approvals checked(SecurityPart security, List<KeySignature> signatures, Set<Pin> others)
            throws RefusedMapException {
        Approvals approvals = new Approvals(security);
        byte[] statement = security.approval().bytes();
        Set<Pin> known = new HashSet<>(others);
        known.addAll(security.authorities().officerKeys());
        known.addAll(security.authorities().retired());
        for (KeySignature signature : signatures) {
            Pin pin = signature.pin();
            if (!known.contains(pin)) {
                throw new RefusedMapException(MapFault.UNKNOWN_KEY, "an approval is signed by " + pin);
            }
            if (!approvals.signers.add(pin)) {
                throw new RefusedMapException(MapFault.SAME_OFFICER_TWICE, pin + " approves twice");
            }
            if (!signature.isOver(statement)) {
                throw new RefusedMapException(MapFault.BAD_APPROVAL, pin + " did not sign this change");
            }
        }
        return approvals;
    }

    /** Demands two of these officers. */
    void needQuorumOf(Set<Pin> officers) throws RefusedMapException {
        long count = signers.stream().filter(officers::contains).count();
        if (count >= Authorities.QUORUM) {
            return;
        }
        String needed = "generation " + security.generation() + " needs the approval of " + Authorities.QUORUM
                + " officers, has that of " + count;
        boolean retired = signers.stream()
                .anyMatch(pin -> !officers.contains(pin)
                        && security.authorities().retired().contains(pin));
        throw new RefusedMapException(
                retired ? MapFault.RETIRED_KEY : MapFault.UNAPPROVED,
                retired ? needed + ", and of officers who count no more" : needed);
    }
}
