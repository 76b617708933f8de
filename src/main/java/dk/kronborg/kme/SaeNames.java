package dk.kronborg.kme;

import dk.kronborg.plane.CertificateIdentity;
import dk.kronborg.plane.CertificateNames;
import dk.kronborg.plane.Naming;
import dk.kronborg.topology.identity.CertificateName;
import dk.kronborg.topology.identity.Identity;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Sae;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Whom certificates of SAEs speak for, by the network in force: the one SAE that is known by one of their names. A
 * certificate of Kronborg's own form that nobody is known by speaks for the SAE that it names, if that is not known by
 * another name.
 */
final class SaeNames implements Supplier<Naming> {

    private final Supplier<Network> networks;
    private volatile Named now;

    /** What a network says. */
    private record Named(Network network, Naming naming) {}

    SaeNames(Supplier<Network> networks) {
        this.networks = networks;
        Network network = networks.get();
        this.now = new Named(network, naming(network));
    }

    @Override
    public Naming get() {
        Network network = networks.get();
        Named known = now;
        if (known.network != network) {
            known = new Named(network, naming(network));
            now = known;
        }
        return known.naming;
    }

    private static Naming naming(Network network) {
        Map<CertificateName, SaeId> names = network.saes().stream()
                .collect(Collectors.toUnmodifiableMap(sae -> sae.certificateIn(network.domain()), Sae::id));
        return chain -> of(network, names, chain);
    }

    private static Optional<Identity> of(
            Network network, Map<CertificateName, SaeId> names, List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            return Optional.empty();
        }
        Set<SaeId> named = CertificateNames.of(chain.getFirst()).stream()
                .map(names::get)
                .flatMap(sae -> Optional.ofNullable(sae).stream())
                .collect(Collectors.toSet());
        return switch (named.size()) {
            case 0 ->
                CertificateIdentity.of(chain)
                        .filter(identity -> identity.role() == Identity.Role.SAE)
                        .filter(identity ->
                                network.sae(new SaeId(identity.id())).isEmpty());
            case 1 ->
                named.stream()
                        .map(sae -> new Identity(network.domain(), Identity.Role.SAE, sae.value()))
                        .findFirst();
            default -> Optional.empty();
        };
    }
}
