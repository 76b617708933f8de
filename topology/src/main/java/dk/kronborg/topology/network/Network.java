package dk.kronborg.topology.network;

import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.identity.SiteId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What a domain's network consists of, consistent as a whole: every name is used once, every reference leads
 * somewhere, every pair joins known SAEs, once, under a policy that they can have, no cable is called like a link, no
 * certificate could speak for two SAEs.
 * Immutable; look-ups by name take constant time.
 */
public final class Network {

    private final DomainId domain;
    private final Optional<KeyPolicy> defaultPolicy;
    private final Map<SiteId, Site> sites;
    private final Map<KmeId, Kme> kmes;
    private final Map<SaeId, Sae> saes;
    private final Map<LinkId, Link> links;
    private final Map<Set<SaeId>, SaePair> pairs;
    private final List<Guarantee> guarantees;
    private final Map<DeviceId, Link> linkByDevice;

    /** A network that has no default policy. */
    public Network(
            DomainId domain, List<Site> sites, List<Kme> kmes, List<Sae> saes, List<Link> links, List<SaePair> pairs) {
        this(domain, Optional.empty(), sites, kmes, saes, links, pairs);
    }

    /** A network in which no rate is guaranteed. */
    public Network(
            DomainId domain,
            Optional<KeyPolicy> defaultPolicy,
            List<Site> sites,
            List<Kme> kmes,
            List<Sae> saes,
            List<Link> links,
            List<SaePair> pairs) {
        this(domain, defaultPolicy, sites, kmes, saes, links, pairs, List.of());
    }

    /**
     * Checks the parts against each other.
     *
     * @param defaultPolicy that all pairs are under, but those with local keys
     * @param guarantees    rates of relayed keys
     * @throws InvalidNetworkException with every fault found, if there is any
     */
    public Network(
            DomainId domain,
            Optional<KeyPolicy> defaultPolicy,
            List<Site> sites,
            List<Kme> kmes,
            List<Sae> saes,
            List<Link> links,
            List<SaePair> pairs,
            List<Guarantee> guarantees) {
        List<Fault> faults = Consistency.faults(
                Optional.of(domain), defaultPolicy, sites, kmes, saes, links, pairs, guarantees, Origin.LISTS);
        if (!faults.isEmpty()) {
            throw new InvalidNetworkException(faults);
        }
        this.domain = domain;
        this.defaultPolicy = defaultPolicy;
        this.sites = byName(sites, Site::id);
        this.kmes = byName(kmes, Kme::id);
        this.saes = byName(saes, Sae::id);
        this.links = byName(links, Link::id);
        this.pairs = byName(pairs, SaePair::members);
        this.guarantees = List.copyOf(guarantees);
        this.linkByDevice = new LinkedHashMap<>();
        for (Link link : links) {
            linkByDevice.put(link.transmitter().device(), link);
            linkByDevice.put(link.receiver().device(), link);
        }
    }

    private static <K, V> Map<K, V> byName(List<V> parts, Function<V, K> name) {
        Map<K, V> map = new LinkedHashMap<>();
        parts.forEach(part -> map.put(name.apply(part), part));
        return map;
    }

    /** The same network, in which that KME, if there is one, is known by those identity keys. */
    public Network knowing(KmeId kme, List<String> identityKeys) {
        List<Kme> known = kmes.values().stream()
                .map(each -> each.id().equals(kme) ? each.signingWith(identityKeys) : each)
                .toList();
        return new Network(domain, defaultPolicy, sites(), known, saes(), links(), pairs(), guarantees);
    }

    /** The same network, in which those pairs may share keys, and no others. */
    public Network sharing(List<SaePair> others) {
        return new Network(domain, defaultPolicy, sites(), kmes(), saes(), links(), others, guarantees);
    }

    public DomainId domain() {
        return domain;
    }

    /** The policy that all pairs are under, if one is said, but those with local keys. */
    public Optional<KeyPolicy> defaultPolicy() {
        return defaultPolicy;
    }

    public List<Site> sites() {
        return List.copyOf(sites.values());
    }

    public List<Kme> kmes() {
        return List.copyOf(kmes.values());
    }

    public List<Sae> saes() {
        return List.copyOf(saes.values());
    }

    public List<Link> links() {
        return List.copyOf(links.values());
    }

    public List<SaePair> pairs() {
        return List.copyOf(pairs.values());
    }

    /** Rates of relayed keys. */
    public List<Guarantee> guarantees() {
        return guarantees;
    }

    public Optional<Site> site(SiteId id) {
        return Optional.ofNullable(sites.get(id));
    }

    public Optional<Kme> kme(KmeId id) {
        return Optional.ofNullable(kmes.get(id));
    }

    public Optional<Sae> sae(SaeId id) {
        return Optional.ofNullable(saes.get(id));
    }

    public Optional<Link> link(LinkId id) {
        return Optional.ofNullable(links.get(id));
    }

    /** The links whose fibres lie in that cable; none if nothing is known of such a cable. */
    public List<Link> linksIn(CableId cable) {
        return links.values().stream()
                .filter(link -> link.cable().equals(Optional.of(cable)))
                .toList();
    }

    /** The link that this device ends, if any. */
    public Optional<Link> linkOf(DeviceId device) {
        return Optional.ofNullable(linkByDevice.get(device));
    }

    /** Whether these two may share keys, whichever of them asks first. */
    public boolean mayShareKeys(SaeId one, SaeId other) {
        return pair(one, other).isPresent();
    }

    /** These two as a pair, if they may share keys. */
    public Optional<SaePair> pair(SaeId one, SaeId other) {
        return one.equals(other) ? Optional.empty() : Optional.ofNullable(pairs.get(Set.of(one, other)));
    }

    /**
     * What keys these two may have, if any: local ones, or else the strictest of what is said of the pair and of the
     * domain; where nothing is said, quantum keys only.
     */
    public Optional<PairPolicy> policy(SaeId one, SaeId other) {
        return pair(one, other).map(pair -> switch (pair.policy().orElse(null)) {
            case PairPolicy.Local local -> local;
            case KeyPolicy keys -> defaultPolicy.map(keys::and).orElse(keys);
            case null -> defaultPolicy.orElse(PolicyClass.QKD_ONLY.policy());
        });
    }
}
