package dk.kronborg.topology.planning;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.SaePair;
import java.util.List;
import java.util.Set;

/**
 * What is lost if parts of the network fail together.
 *
 * @param kmes   that fail
 * @param losses of the pairs that lose anything: the worst first, then by names
 * @param local  pairs of SAEs that are both at a KME that fails: they lose everything
 */
public record Impact(Set<KmeId> kmes, List<PairLoss> losses, List<SaePair> local) {
    public Impact {
        kmes = Set.copyOf(kmes);
        losses = List.copyOf(losses);
        local = List.copyOf(local);
    }

    /** How many pairs lose what. */
    public Toll toll() {
        int own = (int) losses.stream().filter(this::ends).count();
        return new Toll(own, count(Loss.EVERYTHING) - own, count(Loss.DIVERSITY), count(Loss.RATE));
    }

    /** Whether a pair ends at a KME that fails. */
    private boolean ends(PairLoss loss) {
        return kmes.contains(loss.pair().first()) || kmes.contains(loss.pair().second());
    }

    private int count(Loss worst) {
        return (int) losses.stream().filter(loss -> loss.worst() == worst).count();
    }
}
