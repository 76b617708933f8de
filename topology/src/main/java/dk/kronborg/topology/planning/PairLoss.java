package dk.kronborg.topology.planning;

import dk.kronborg.topology.network.SaePair;
import java.util.List;

/**
 * What two KMEs lose.
 *
 * @param worst that they lose
 * @param saes  the pairs of SAEs that get their keys from these two, and lose the same
 */
public record PairLoss(KmePair pair, Loss worst, Standing before, Standing after, List<SaePair> saes) {
    public PairLoss {
        saes = List.copyOf(saes);
    }
}
