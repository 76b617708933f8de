package dk.kronborg.topology.planning;

import dk.kronborg.topology.network.SaePair;
import java.util.List;

/**
 * What is lost if a part of the network fails.
 *
 * @param losses of the pairs that lose anything: the worst first, then by names
 * @param local  pairs of SAEs that are both at the KME that fails: they lose everything
 */
public record Impact(Failure failure, List<PairLoss> losses, List<SaePair> local) {
    public Impact {
        losses = List.copyOf(losses);
        local = List.copyOf(local);
    }
}
