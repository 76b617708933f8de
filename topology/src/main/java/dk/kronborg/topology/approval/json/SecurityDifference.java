package dk.kronborg.topology.approval.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.topology.approval.Proposal;
import dk.kronborg.topology.json.CanonicalJson;
import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.map.json.JsonNetworkForm;
import dk.kronborg.topology.map.json.MapJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What differs, of all that touches security, a line each: what comes, goes or changes, with every member as it is and as it
 * is to be. Text is ASCII, so that nothing in it can pose as something else.
 */
public final class SecurityDifference {

    private SecurityDifference() {}

    /** The lines, in order; none if nothing differs. */
    public static List<String> lines(Proposal proposal) {
        SortedMap<String, String> before = proposal.present()
                .map(now -> facts(
                        JsonNetworkForm.securityDocument(now.network()),
                        now.security().authorities()))
                .orElseGet(TreeMap::new);
        SortedMap<String, String> after =
                facts(JsonNetworkForm.securityDocument(proposal.network()), proposal.authorities());
        SortedMap<String, String> names = new TreeMap<>(before);
        names.putAll(after);
        List<String> lines = new ArrayList<>();
        for (String name : names.keySet()) {
            String was = before.get(name);
            String is = after.get(name);
            if (was == null) {
                lines.add(shown("+ " + name + "  " + is));
            } else if (is == null) {
                lines.add(shown("- " + name + "  " + was));
            } else if (!was.equals(is)) {
                lines.add(shown("~ " + name + "  " + was + " -> " + is));
            }
        }
        return lines;
    }

    private static SortedMap<String, String> facts(ObjectNode document, Authorities authorities) {
        SortedMap<String, String> facts = new TreeMap<>();
        ObjectNode signing = JsonNodeFactory.instance.objectNode();
        signing.setAll((ObjectNode) MapJson.tree(authorities.statement()));
        for (ObjectNode object : List.of(document, signing)) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (member.getValue().isArray()) {
                    member.getValue()
                            .forEach(entry -> facts.merge(
                                    member.getKey() + ' ' + name(entry),
                                    CanonicalJson.of(entry),
                                    (one, other) -> one + other));
                } else {
                    facts.put(member.getKey(), CanonicalJson.of(member.getValue()));
                }
            }
        }
        return facts;
    }

    private static String name(JsonNode entry) {
        if (entry.isTextual()) {
            return entry.textValue();
        }
        for (String member : List.of("id", "name")) {
            if (entry.path(member).isTextual()) {
                return entry.path(member).textValue();
            }
        }
        return entry.path("first").asText() + ", " + entry.path("second").asText();
    }

    private static String shown(String line) {
        return line.replaceAll("[^ -~]", "?");
    }
}
