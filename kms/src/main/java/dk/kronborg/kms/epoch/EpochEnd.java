package dk.kronborg.kms.epoch;

import dk.kronborg.topology.identity.KmeId;
import java.util.List;
import java.util.UUID;

/**
 * This KME as an end of epochs.
 *
 * @param incarnation of its key store
 * @param identities  its keys, one for every algorithm by which its suites are signed
 * @throws IllegalArgumentException if there is no identity key for a suite
 */
public record EpochEnd(KmeId kme, UUID incarnation, EnabledSuites suites, List<IdentityKey> identities) {

    public EpochEnd {
        identities = List.copyOf(identities);
        for (Suite suite : suites.suites()) {
            if (identities.stream().noneMatch(key -> key.algorithm() == suite.identity())) {
                throw new IllegalArgumentException("suite " + suite + " is signed with "
                        + suite.identity().jcaName() + ", of which " + kme + " has no identity key");
            }
        }
    }

    IdentityKey identity(Suite suite) {
        return identities.stream()
                .filter(key -> key.algorithm() == suite.identity())
                .findFirst()
                .orElseThrow();
    }
}
