package dk.kronborg.topology.network;

import dk.kronborg.topology.identity.CertificateName;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.Identity;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import java.util.Optional;

/**
 * A consumer of keys and the key manager that serves it, its home.
 *
 * @param kme         the home KME
 * @param certificate by which name its certificates are known; if nothing is said, by {@code urn:kronborg:<domain>:sae:<id>}
 */
public record Sae(SaeId id, KmeId kme, Optional<CertificateName> certificate) {

    /** An SAE that is known by the name of Kronborg's own form. */
    public Sae(SaeId id, KmeId kme) {
        this(id, kme, Optional.empty());
    }

    /**
     * By which name its certificates are known in that domain.
     *
     * @throws IllegalArgumentException if the domain holds a colon and the SAE is known by no name of its own
     */
    public CertificateName certificateIn(DomainId domain) {
        return certificate.orElseGet(() -> CertificateName.of(new Identity(domain, Identity.Role.SAE, id.value())));
    }
}
