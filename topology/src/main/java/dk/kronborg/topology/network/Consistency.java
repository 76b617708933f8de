package dk.kronborg.topology.network;

import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.identity.SiteId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Looks for what is wrong between the parts of a network, each of which is well in itself. */
public final class Consistency {

    private final Optional<DomainId> domain;
    private final Origin origin;
    private final List<Fault> faults = new ArrayList<>();

    private Consistency(Optional<DomainId> domain, Origin origin) {
        this.domain = domain;
        this.origin = origin;
    }

    /**
     * All that is wrong between these parts, in the order of the lists.
     *
     * @param domain        nothing if it could not be read
     * @param defaultPolicy that all pairs are under, but those with local keys
     * @param origin        where the parts were taken from
     */
    public static List<Fault> faults(
            Optional<DomainId> domain,
            Optional<KeyPolicy> defaultPolicy,
            List<Site> sites,
            List<Kme> kmes,
            List<Sae> saes,
            List<Link> links,
            List<SaePair> pairs,
            List<Guarantee> guarantees,
            Origin origin) {
        Consistency check = new Consistency(domain, origin);
        check.domain(defaultPolicy);
        Map<SiteId, Site> knownSites = check.named("sites", "site", sites, Site::id);
        Map<KmeId, Kme> knownKmes = check.named("kmes", "KME", kmes, Kme::id);
        check.kmes(kmes, knownSites);
        Map<SaeId, Sae> knownSaes = check.named("saes", "SAE", saes, Sae::id);
        check.saes(saes, knownKmes);
        check.links(links, check.named("links", "link", links, Link::id), knownKmes);
        check.pairs(pairs, knownSaes);
        check.guarantees(guarantees, knownKmes);
        return check.faults;
    }

    private <K, V> Map<K, V> named(String list, String kind, List<V> parts, Function<V, K> name) {
        Map<K, V> known = HashMap.newHashMap(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            K id = name.apply(parts.get(i));
            if (known.put(id, parts.get(i)) != null) {
                fault(list, i, "id", kind + ' ' + id + " is named twice");
            }
        }
        return known;
    }

    private void domain(Optional<KeyPolicy> defaultPolicy) {
        domain.filter(name -> name.value().indexOf(':') >= 0)
                .ifPresent(name -> faults.add(
                        new Fault("domain", "domain " + name + " holds a colon, which an identity cannot carry")));
        defaultPolicy
                .flatMap(policy ->
                        namelessPolicy("domain " + domain.map(DomainId::value).orElse(""), policy))
                .ifPresent(text -> faults.add(new Fault("default_policy", text)));
    }

    private void kmes(List<Kme> kmes, Map<SiteId, Site> sites) {
        for (int i = 0; i < kmes.size(); i++) {
            Kme kme = kmes.get(i);
            if (!sites.containsKey(kme.site())
                    && !origin.unreadable("sites", kme.site().value())) {
                fault("kmes", i, "site", "KME " + kme.id() + " is at unknown site " + kme.site());
            }
        }
    }

    private void saes(List<Sae> saes, Map<KmeId, Kme> kmes) {
        boolean named = domain.filter(name -> name.value().indexOf(':') < 0).isPresent();
        Map<String, SaeId> holders = HashMap.newHashMap(saes.size());
        for (int i = 0; i < saes.size(); i++) {
            Sae sae = saes.get(i);
            if (!kmes.containsKey(sae.kme())
                    && !origin.unreadable("kmes", sae.kme().value())) {
                fault("saes", i, "kme", "SAE " + sae.id() + " has unknown home " + sae.kme());
            }
            if (named) {
                String name = sae.certificateIn(domain.orElseThrow()).clash();
                SaeId holder = holders.putIfAbsent(name, sae.id());
                if (holder != null && !holder.equals(sae.id())) {
                    fault(
                            "saes",
                            i,
                            "certificate",
                            "one certificate could speak for SAE " + holder + " and SAE " + sae.id() + ": "
                                    + sae.certificateIn(domain.orElseThrow()));
                }
            }
        }
    }

    private void links(List<Link> links, Map<LinkId, Link> known, Map<KmeId, Kme> kmes) {
        Set<DeviceId> devices = HashSet.newHashSet(2 * links.size());
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            end(i, "transmitter", link.id(), link.transmitter(), kmes, devices);
            end(i, "receiver", link.id(), link.receiver(), kmes, devices);
            if (link.cable()
                    .filter(cable -> known.containsKey(new LinkId(cable.value())))
                    .isPresent()) {
                fault("links", i, "cable", "cable " + link.cable().get() + " has the name of a link");
            }
        }
    }

    private void end(int index, String member, LinkId link, LinkEnd end, Map<KmeId, Kme> kmes, Set<DeviceId> devices) {
        if (!kmes.containsKey(end.kme()) && !origin.unreadable("kmes", end.kme().value())) {
            fault("links", index, member + ".kme", "link " + link + " ends at unknown KME " + end.kme());
        }
        if (!devices.add(end.device())) {
            fault("links", index, member + ".device", "device " + end.device() + " ends more than one link");
        }
    }

    private void pairs(List<SaePair> pairs, Map<SaeId, Sae> saes) {
        Set<Set<SaeId>> named = HashSet.newHashSet(pairs.size());
        for (int i = 0; i < pairs.size(); i++) {
            SaePair pair = pairs.get(i);
            if (!named.add(pair.members())) {
                fault("pairs", i, "", "pair " + pair + " is named twice");
            }
            for (SaeId sae : List.of(pair.first(), pair.second())) {
                if (!saes.containsKey(sae) && !origin.unreadable("saes", sae.value())) {
                    fault("pairs", i, "", "pair " + pair + " names unknown SAE " + sae);
                }
            }
            int index = i;
            policyFault(pair, saes).ifPresent(text -> fault("pairs", index, "policy", text));
        }
    }

    private void guarantees(List<Guarantee> guarantees, Map<KmeId, Kme> kmes) {
        Set<List<KmeId>> named = HashSet.newHashSet(guarantees.size());
        for (int i = 0; i < guarantees.size(); i++) {
            Guarantee guarantee = guarantees.get(i);
            List<KmeId> ends = List.of(guarantee.from(), guarantee.to());
            if (!named.add(ends)) {
                fault("guarantees", i, "", "the rate from " + guarantee + " is guaranteed twice");
            }
            for (KmeId kme : ends) {
                if (!kmes.containsKey(kme) && !origin.unreadable("kmes", kme.value())) {
                    fault("guarantees", i, "", "the guarantee from " + guarantee + " names unknown KME " + kme);
                }
            }
        }
    }

    private static Optional<String> policyFault(SaePair pair, Map<SaeId, Sae> saes) {
        return pair.policy().flatMap(policy -> switch (policy) {
            case PairPolicy.Local local -> localFault(pair, saes);
            case KeyPolicy keys -> namelessPolicy("pair " + pair, keys);
        });
    }

    private static Optional<String> localFault(SaePair pair, Map<SaeId, Sae> saes) {
        Sae first = saes.get(pair.first());
        Sae second = saes.get(pair.second());
        if (first == null || second == null || first.kme().equals(second.kme())) {
            return Optional.empty();
        }
        return Optional.of("pair " + pair + " has policy LOCAL, which is for two SAEs of one KME, but " + first.id()
                + " is at " + first.kme() + " and " + second.id() + " at " + second.kme());
    }

    /** What could be said in no document. */
    private static Optional<String> namelessPolicy(String of, KeyPolicy policy) {
        return PolicyClass.of(policy).isPresent()
                ? Optional.empty()
                : Optional.of(of + " has a policy of no class: " + policy);
    }

    private void fault(String list, int index, String member, String text) {
        faults.add(new Fault(origin.place(list, index, member), text));
    }
}
