package dk.kronborg.topology.version;

import java.util.List;

/** What became of a wish to change the network. */
public sealed interface Outcome {

    /** It is, or would be, in force as that version. */
    record InForce(NetworkVersion version, Difference difference) implements Outcome {}

    /** It waits, or would wait, for the approval of two officers. */
    record Proposed(Proposal proposal, Difference difference) implements Outcome {}

    /** An approval is kept. */
    record Kept(Proposal proposal) implements Outcome {}

    /** It says what is in force already. */
    record Unchanged(NetworkVersion version) implements Outcome {}

    /** Two officers have to approve it first. */
    record NeedsApproval(Difference difference) implements Outcome {}

    /** It touches no security, so nobody has to approve it. */
    record NeedsNoApproval(Difference difference) implements Outcome {}

    /** Those may not sign the map who are to. */
    record NoSuccession(String why) implements Outcome {}

    /** Another version is in force than the one that it changes. */
    record Overtaken(VersionTag inForce) implements Outcome {}

    /** There is no such proposal, or it is not open. */
    record NotOpen() implements Outcome {}

    /** As many are kept as may be. */
    record Full(String what) implements Outcome {}

    /** Approvals that are not good. */
    record NotApproved(List<String> faults) implements Outcome {}
}
