package dk.kronborg.topology.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.network.Consistency;
import dk.kronborg.topology.network.Fault;
import dk.kronborg.topology.network.Guarantee;
import dk.kronborg.topology.network.InvalidNetworkException;
import dk.kronborg.topology.network.KeyPolicy;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Origin;
import dk.kronborg.topology.network.Sae;
import dk.kronborg.topology.network.SaePair;
import dk.kronborg.topology.network.Site;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads one document part by part, and goes on after a part that is not well. Only what is no YAML ends it.
 *
 * <p>Instances are used once.
 */
final class NetworkReader implements Origin {

    private static final List<String> MEMBERS = List.of(
            "schema",
            "domain",
            "authorities",
            "default_policy",
            "sites",
            "kmes",
            "saes",
            "links",
            "pairs",
            "guarantees");

    private static final Set<String> OPTIONAL = Set.of("authorities", "default_policy", "guarantees");

    private final ObjectMapper mapper;
    private final Plain parser;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, List<String>> places = new HashMap<>();
    private final Map<String, Set<String>> unreadable = new HashMap<>();

    private Optional<DomainId> domain = Optional.empty();
    private Optional<Authorities> authorities = Optional.empty();
    private Optional<KeyPolicy> defaultPolicy = Optional.empty();
    private List<Site> sites = List.of();
    private List<Kme> kmes = List.of();
    private List<Sae> saes = List.of();
    private List<Link> links = List.of();
    private List<SaePair> pairs = List.of();
    private List<Guarantee> guarantees = List.of();

    NetworkReader(ObjectMapper mapper, Plain parser) {
        this.mapper = mapper;
        this.parser = parser;
    }

    /**
     * Reads it.
     *
     * @throws InvalidNetworkException with every fault
     */
    Network read() throws IOException {
        try {
            document();
        } catch (JsonProcessingException e) {
            faults.add(new Fault(at(e.getLocation(), ""), JacksonWords.of(e)));
            throw new InvalidNetworkException(faults);
        }
        faults.addAll(Consistency.faults(domain, defaultPolicy, sites, kmes, saes, links, pairs, guarantees, this));
        if (!faults.isEmpty()) {
            throw new InvalidNetworkException(faults);
        }
        return new Network(domain.orElseThrow(), defaultPolicy, sites, kmes, saes, links, pairs, guarantees);
    }

    /** Who is to sign the map, if what was read says so. */
    Optional<Authorities> authorities() {
        return authorities;
    }

    private void document() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            faults.add(new Fault("", "a network is described by a mapping with " + String.join(", ", MEMBERS)));
            throw new InvalidNetworkException(faults);
        }
        Set<String> missing = new HashSet<>(MEMBERS);
        missing.removeAll(OPTIONAL);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String member = parser.currentName();
            parser.nextToken();
            missing.remove(member);
            member(member);
        }
        MEMBERS.stream().filter(missing::contains).forEach(name -> faults.add(new Fault(name, "it is missing")));
        if (parser.nextToken() != null) {
            faults.add(new Fault(at(parser.currentTokenLocation(), ""), "nothing comes after the one document"));
        }
    }

    private void member(String member) throws IOException {
        switch (member) {
            case "schema" -> schema();
            case "domain" -> domain = value(member, 1, DomainId.class);
            case "authorities" ->
                authorities = value(member, 1, AuthoritiesEntry.class).map(AuthoritiesEntry::authorities);
            case "default_policy" ->
                defaultPolicy = parser.currentToken() == JsonToken.VALUE_NULL
                        ? Optional.empty()
                        : value(member, 1, PolicyEntry.class).map(PolicyEntry::keyPolicy);
            case "sites" -> sites = list(member, SiteEntry.class, SiteEntry::site);
            case "kmes" -> kmes = list(member, Kme.class, Function.identity());
            case "saes" -> saes = list(member, Sae.class, Function.identity());
            case "links" -> links = list(member, Link.class, Function.identity());
            case "guarantees" -> guarantees = list(member, Guarantee.class, Function.identity());
            case "pairs" -> pairs = list(member, PairEntry.class, PairEntry::pair);
            default -> {
                faults.add(new Fault(
                        at(parser.currentTokenLocation(), ""),
                        "unknown member " + JacksonWords.quoted(member) + ", known are " + String.join(", ", MEMBERS)));
                parser.skipChildren();
            }
        }
    }

    private void schema() throws IOException {
        JsonLocation location = parser.currentTokenLocation();
        Optional<String> schema = value("schema", 1, String.class);
        if (schema.isPresent() && !schema.get().equals(NetworkYaml.SCHEMA)) {
            faults.add(new Fault(
                    at(location, "schema"),
                    "schema is " + NetworkYaml.SCHEMA + ", got " + JacksonWords.quoted(schema.get())));
        }
    }

    private <E, T> List<T> list(String list, Class<E> type, Function<E, T> part) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            faults.add(new Fault(at(parser.currentTokenLocation(), list), list + " is a list"));
            parser.skipChildren();
            return List.of();
        }
        int depth = parser.depth();
        List<T> parts = new ArrayList<>();
        List<String> read = places.computeIfAbsent(list, name -> new ArrayList<>());
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            String path = list + '[' + i + ']';
            String place = at(parser.currentTokenLocation(), path);
            parser.watch(depth + 1);
            Optional<T> one = value(path, depth, type).map(part);
            one.ifPresentOrElse(
                    value -> {
                        parts.add(value);
                        read.add(place);
                    },
                    () -> parser.id()
                            .ifPresent(id -> unreadable
                                    .computeIfAbsent(list, name -> new HashSet<>())
                                    .add(id)));
        }
        return parts;
    }

    /** The value that begins at the current token, or a fault; then its last token is the current one. */
    private <T> Optional<T> value(String path, int depth, Class<T> type) throws IOException {
        JsonLocation begin = parser.currentTokenLocation();
        try {
            T value = mapper.readerFor(type).readValue(parser);
            if (value == null) {
                faults.add(new Fault(at(begin, path), "it is missing"));
            }
            return Optional.ofNullable(value);
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof StreamReadException syntax) {
                throw syntax;
            }
            JsonLocation location = e.getLocation();
            faults.add(new Fault(
                    at(location == null ? begin : location, path + JacksonWords.path(e)), JacksonWords.of(e)));
            parser.skipRest(depth);
            return Optional.empty();
        }
    }

    /** Such as {@code line 20, column 5, at links[0].fibre_km}. */
    private static String at(JsonLocation location, String path) {
        String line = location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr();
        return path.isEmpty() ? line : line.isEmpty() ? path : line + ", at " + path;
    }

    @Override
    public String place(String list, int index, String member) {
        String part = places.getOrDefault(list, List.of()).get(index);
        return member.isEmpty() ? part : part + '.' + member;
    }

    @Override
    public boolean unreadable(String list, String id) {
        return unreadable.getOrDefault(list, Set.of()).contains(id);
    }
}
