package dk.kronborg.account;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** What somebody may do at the centre; docs/centre-roles.txt says which requests each of them may make. */
public enum Role {
    /** Sees the whole network, and changes nothing. Everybody may who has another role, but for a ministry. */
    VIEWER,
    /** Watches: takes care of alarms, announces work, locks links. */
    NOC_OPERATOR,
    /** Changes what touches no security: names, places, thresholds. */
    NETWORK_PLANNER,
    /** Judges what happened to links: releases them from quarantine, gives them up. */
    SECURITY_OFFICER,
    /** Proposes what touches security. */
    CONFIG_PROPOSER,
    /** Brings officers' signatures in; never the one who proposed, and never in one account with {@link #CONFIG_PROPOSER}. */
    CONFIG_APPROVER,
    /** Invites KMEs and hands their requests in. */
    PKI_ADMIN,
    /** Reads everything, the journal of accounts included. */
    AUDITOR,
    /** Sees its own SAEs and nothing else; goes with no other role. */
    MINISTRY;

    /**
     * With what these roles bring along.
     *
     * @throws IllegalArgumentException if there is none, or two that do not go together
     */
    public static Set<Role> together(Collection<Role> roles) {
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("an account has at least one role of " + EnumSet.allOf(Role.class));
        }
        EnumSet<Role> all = EnumSet.copyOf(roles);
        if (all.contains(MINISTRY)) {
            if (all.size() > 1) {
                throw new IllegalArgumentException("MINISTRY goes with no other role, got " + all);
            }
            return all;
        }
        if (all.contains(CONFIG_PROPOSER) && all.contains(CONFIG_APPROVER)) {
            throw new IllegalArgumentException("who proposes does not approve: CONFIG_PROPOSER and CONFIG_APPROVER are"
                    + " roles of two accounts");
        }
        all.add(VIEWER);
        return all;
    }
}
