package dk.kronborg.topology.map.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.json.CanonicalJson;
import dk.kronborg.topology.map.Division;
import dk.kronborg.topology.map.NetworkForm;
import dk.kronborg.topology.map.Slice;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Plant;
import dk.kronborg.topology.network.Sae;
import dk.kronborg.topology.network.SaePair;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The network's document (kronborg-network/1) in parts. Everything touches security, and stands in the common part, but
 * SAEs and pairs, which stand in books, and the {@link Plant}.
 */
public final class JsonNetworkForm implements NetworkForm {

    private static final String SAES = "saes";
    private static final String PAIRS = "pairs";
    private static final String GUARANTEES = "guarantees";
    private static final String ID = "id";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Override
    public Division divide(Network network) {
        ObjectNode document = NetworkYaml.tree(network);
        Map<KmeId, String> books = books(network, document.remove(SAES), document.remove(PAIRS));
        ObjectNode common = NODES.objectNode();
        ObjectNode plant = NODES.objectNode();
        for (Map.Entry<String, JsonNode> member : document.properties()) {
            String name = member.getKey();
            JsonNode value = sorted(member.getValue());
            Set<String> members = Plant.members(name);
            if (Plant.LISTS.contains(name)) {
                plant.set(name, value);
            } else if (members.isEmpty()) {
                common.set(name, value);
            } else {
                plant.set(name, entries(value, members, true));
                common.set(name, entries(value, members, false));
            }
        }
        return new Division(network.domain(), CanonicalJson.of(common), CanonicalJson.of(plant), books);
    }

    /** The document without the plant: what officers are shown. Lists are in the order of their names. */
    public static ObjectNode securityDocument(Network network) {
        ObjectNode document = NetworkYaml.tree(network);
        document.remove(Plant.LISTS);
        for (Map.Entry<String, JsonNode> member : document.properties()) {
            JsonNode value = sorted(member.getValue());
            Set<String> plant = Plant.members(member.getKey());
            member.setValue(plant.isEmpty() ? value : entries(value, plant, false));
        }
        return document;
    }

    /** Lists of things with a name, in the order of their names; anything else as it is. */
    private static JsonNode sorted(JsonNode value) {
        if (!value.isArray()) {
            return value;
        }
        List<JsonNode> entries = new ArrayList<>();
        value.forEach(entries::add);
        if (entries.stream().allMatch(entry -> entry.path(ID).isTextual())) {
            entries.sort(Comparator.comparing(entry -> entry.path(ID).textValue()));
        }
        return NODES.arrayNode().addAll(entries);
    }

    /** The entries with these members, or with all others, and always with their names. */
    private static ArrayNode entries(JsonNode list, Set<String> members, boolean these) {
        ArrayNode entries = NODES.arrayNode();
        for (JsonNode entry : list) {
            ObjectNode part = entries.addObject();
            for (Map.Entry<String, JsonNode> member : entry.properties()) {
                if (member.getKey().equals(ID) || members.contains(member.getKey()) == these) {
                    part.set(member.getKey(), member.getValue());
                }
            }
        }
        return entries;
    }

    private static Map<KmeId, String> books(Network network, JsonNode saes, JsonNode pairs) {
        Map<KmeId, TreeSet<SaeId>> saesOf = new HashMap<>();
        Map<KmeId, ArrayNode> pairsOf = new HashMap<>();
        for (Kme kme : network.kmes()) {
            saesOf.put(kme.id(), new TreeSet<>());
            pairsOf.put(kme.id(), NODES.arrayNode());
        }
        Map<SaeId, JsonNode> entries = new HashMap<>();
        saes.forEach(entry -> entries.put(new SaeId(entry.path(ID).asText()), entry));
        Map<SaeId, KmeId> homes = new HashMap<>();
        for (Sae sae : network.saes()) {
            homes.put(sae.id(), sae.kme());
            saesOf.getOrDefault(sae.kme(), new TreeSet<>()).add(sae.id());
        }
        // In the order of their SAEs, as the document has them.
        for (JsonNode entry : pairs) {
            SaePair pair = new SaePair(
                    new SaeId(entry.path("first").asText()),
                    new SaeId(entry.path("second").asText()));
            for (KmeId home : new TreeSet<>(List.of(
                    homes.getOrDefault(pair.first(), new KmeId("none")),
                    homes.getOrDefault(pair.second(), new KmeId("none"))))) {
                pairsOf.getOrDefault(home, NODES.arrayNode()).add(entry);
                saesOf.getOrDefault(home, new TreeSet<>()).addAll(List.of(pair.first(), pair.second()));
            }
        }
        Map<KmeId, String> books = new TreeMap<>();
        for (Kme kme : network.kmes()) {
            ObjectNode book = NODES.objectNode();
            book.put("kme", kme.id().value());
            ArrayNode known = book.putArray(SAES);
            saesOf.getOrDefault(kme.id(), new TreeSet<>()).forEach(sae -> known.add(entries.get(sae)));
            book.set(PAIRS, pairsOf.getOrDefault(kme.id(), NODES.arrayNode()));
            books.put(kme.id(), CanonicalJson.of(book));
        }
        return books;
    }

    @Override
    public Network assemble(Slice slice) {
        ObjectNode document = parsed("common", slice.common());
        ObjectNode plant = parsed("plant", slice.plant());
        ObjectNode book = parsed("book", slice.book());
        for (Map.Entry<String, JsonNode> member : plant.properties()) {
            if (document.get(member.getKey()) instanceof ArrayNode entries) {
                merge(member.getKey(), entries, member.getValue());
            } else {
                document.set(member.getKey(), member.getValue());
            }
        }
        document.setAll(book.retain(SAES, PAIRS));
        for (String list : List.of("sites", "kmes", "links", SAES, PAIRS)) {
            if (!(document.get(list) instanceof ArrayNode entries) || !holdsObjects(entries)) {
                throw new IllegalArgumentException(list + " is a list of objects");
            }
        }
        if (document.has(GUARANTEES)
                && !(document.get(GUARANTEES) instanceof ArrayNode entries
                        && !entries.isEmpty()
                        && holdsObjects(entries))) {
            throw new IllegalArgumentException(GUARANTEES + " is a list of objects");
        }
        return NetworkYaml.ofTree(document);
    }

    private static void merge(String name, ArrayNode entries, JsonNode more) {
        if (more.size() != entries.size()) {
            throw new IllegalArgumentException(name + " are others in the plant than in the common part");
        }
        for (int i = 0; i < entries.size(); i++) {
            if (!(entries.get(i) instanceof ObjectNode entry)
                    || !(more.get(i) instanceof ObjectNode added)
                    || !entry.path(ID).equals(added.path(ID))) {
                throw new IllegalArgumentException(name + " are others in the plant than in the common part");
            }
            entry.setAll(added);
        }
    }

    private static boolean holdsObjects(ArrayNode entries) {
        for (JsonNode entry : entries) {
            if (!entry.isObject()) {
                return false;
            }
        }
        return true;
    }

    private static ObjectNode parsed(String part, String text) {
        try {
            return StrictTree.parsed(text);
        } catch (MalformedException e) {
            throw new IllegalArgumentException(part + ": " + e.getMessage(), e);
        }
    }
}
