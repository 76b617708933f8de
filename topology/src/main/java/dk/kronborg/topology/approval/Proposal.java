package dk.kronborg.topology.approval;

import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.map.NetworkForm;
import dk.kronborg.topology.map.SecurityPart;
import dk.kronborg.topology.network.Network;
import java.util.Optional;

/**
 * A change that officers are asked to approve: the whole network as it is and as it is to be, so that who approves it needs
 * no memory of his own. If it lies about what is, KMEs refuse what comes of it.
 *
 * @param present     nothing before the first map
 * @param network     as it is to be
 * @param authorities who is to sign from then on
 */
public record Proposal(Optional<Present> present, Network network, Authorities authorities) {

    /**
     * The network as it is.
     *
     * @param security the security part that KMEs run
     */
    public record Present(SecurityPart security, Network network) {}

    /**
     * The security part that is to be approved: worked out, not read.
     *
     * @throws IllegalArgumentException if the proposal contradicts itself; the message says how
     */
    public SecurityPart change(NetworkForm form) {
        if (present.isEmpty()) {
            return SecurityPart.first(authorities, form.divide(network));
        }
        Present now = present.get();
        if (!now.security().isOf(form.divide(now.network()))) {
            throw new IllegalArgumentException(
                    "the network that is called present is not that of the security part that is called present");
        }
        if (!network.domain().equals(now.network().domain())) {
            throw new IllegalArgumentException("the domain is " + now.network().domain() + ", and is to stay so");
        }
        authorities.faultAfter(now.security().authorities()).ifPresent(fault -> {
            throw new IllegalArgumentException(fault);
        });
        return now.security().next(authorities, form.divide(network));
    }

    /** Whose signatures count for it: the officers that are, or for the first map those that are to be. */
    public Authorities judges() {
        return present.map(now -> now.security().authorities()).orElse(authorities);
    }
}
