package dk.kronborg.account;

import dk.kronborg.topology.identity.SaeId;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * Somebody, and what they may do.
 *
 * @param roles with what they bring along
 * @param saes  whose affairs a ministry sees; of no other role
 * @throws IllegalArgumentException if the roles do not go together, or SAEs are named of an account that is no ministry's,
 *     or none of one that is
 */
public record Account(AccountName name, Set<Role> roles, Set<SaeId> saes) {

    private static final int MOST_SAES = 1000;

    public Account {
        roles = Set.copyOf(Role.together(roles));
        saes = Set.copyOf(saes);
        if (roles.contains(Role.MINISTRY) == saes.isEmpty()) {
            throw new IllegalArgumentException(
                    "the account of a ministry names its SAEs, and no other account names any");
        }
        if (saes.size() > MOST_SAES) {
            throw new IllegalArgumentException("an account names at most " + MOST_SAES + " SAEs, got " + saes.size());
        }
    }

    /** An account of somebody who sees the whole network. */
    public Account(AccountName name, Collection<Role> roles) {
        this(name, Set.copyOf(roles), Set.of());
    }

    /** Whether it may see what concerns that SAE. */
    public boolean sees(SaeId sae) {
        return !roles.contains(Role.MINISTRY) || saes.contains(sae);
    }

    /** Roles and SAEs in words, always in the same order. */
    String described() {
        return new TreeSet<>(roles) + (saes.isEmpty() ? "" : " of " + new TreeSet<>(saes));
    }
}
