package dk.kronborg.topology.version;

import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.map.Pin;
import dk.kronborg.topology.network.Guarantee;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.SaePair;
import dk.kronborg.topology.version.PartChange.How;
import dk.kronborg.topology.version.PartChange.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What lies between two versions of a network: every part that was added, removed or changed, with its members as they
 * were and as they are. In which order parts are listed is no difference.
 */
public record Difference(List<PartChange> changes) {

    /** From one network to another, or from nothing to the first. */
    public static Difference between(Optional<Network> before, Network after) {
        List<PartChange> changes = new ArrayList<>();
        domain(before, after).ifPresent(changes::add);
        parts(Part.SITE, before, after, Network::sites, site -> site.id().value(), changes);
        parts(Part.KME, before, after, Network::kmes, kme -> kme.id().value(), changes);
        parts(Part.SAE, before, after, Network::saes, sae -> sae.id().value(), changes);
        parts(Part.LINK, before, after, Network::links, link -> link.id().value(), changes);
        parts(Part.PAIR, before, after, Network::pairs, SaePair::toString, changes);
        parts(Part.GUARANTEE, before, after, Network::guarantees, Guarantee::toString, changes);
        return new Difference(List.copyOf(changes));
    }

    /** This, and that others sign the map from then on, if they do. */
    Difference and(Authorities before, Authorities after) {
        return change(Part.AUTHORITIES, "map", Optional.of(ofAuthorities(before)), Optional.of(ofAuthorities(after)))
                .map(handover -> new Difference(
                        Stream.concat(Stream.of(handover), changes.stream()).toList()))
                .orElse(this);
    }

    private static Map<String, String> ofAuthorities(Authorities authorities) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("centre", authorities.centre().stream().map(Pin::text).collect(Collectors.joining(", ")));
        authorities
                .officers()
                .forEach(officer -> members.put(
                        "officers." + officer.name().value(), officer.key().text()));
        return members;
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** Whether two officers have to approve it. */
    public boolean touchesSecurity() {
        return changes.stream().anyMatch(PartChange::touchesSecurity);
    }

    private static Optional<PartChange> domain(Optional<Network> before, Network after) {
        String name = after.domain().value();
        return change(Part.DOMAIN, name, before.map(Difference::ofDomain), Optional.of(ofDomain(after)));
    }

    private static Map<String, String> ofDomain(Network network) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("domain", network.domain().value());
        network.defaultPolicy().ifPresent(policy -> members.put("default_policy", Members.said(policy)));
        return members;
    }

    private static <T extends Record> void parts(
            Part part,
            Optional<Network> before,
            Network after,
            Function<Network, List<T>> list,
            Function<T, String> name,
            List<PartChange> changes) {
        Map<String, T> old = byName(before.map(list).orElse(List.of()), name);
        Map<String, T> current = byName(list.apply(after), name);
        SortedSet<String> names = new TreeSet<>(old.keySet());
        names.addAll(current.keySet());
        for (String id : names) {
            Optional<T> was = Optional.ofNullable(old.get(id));
            Optional<T> is = Optional.ofNullable(current.get(id));
            if (!was.equals(is)) {
                change(part, id, was.map(Members::of), is.map(Members::of)).ifPresent(changes::add);
            }
        }
    }

    private static <T> Map<String, T> byName(List<T> parts, Function<T, String> name) {
        Map<String, T> map = LinkedHashMap.newLinkedHashMap(parts.size());
        parts.forEach(part -> map.put(name.apply(part), part));
        return map;
    }

    /** What became of a part whose members were those and are these, if anything did. */
    static Optional<PartChange> change(
            Part part, String id, Optional<Map<String, String>> before, Optional<Map<String, String>> after) {
        Map<String, String> old = before.orElse(Map.of());
        Map<String, String> current = after.orElse(Map.of());
        List<FieldChange> fields = new ArrayList<>();
        old.forEach((field, text) -> {
            if (!text.equals(current.get(field))) {
                fields.add(new FieldChange(field, Optional.of(text), Optional.ofNullable(current.get(field))));
            }
        });
        current.forEach((field, text) -> {
            if (!old.containsKey(field)) {
                fields.add(new FieldChange(field, Optional.empty(), Optional.of(text)));
            }
        });
        How how = before.isEmpty() ? How.ADDED : after.isEmpty() ? How.REMOVED : How.CHANGED;
        return fields.isEmpty() ? Optional.empty() : Optional.of(new PartChange(part, id, how, List.copyOf(fields)));
    }
}
