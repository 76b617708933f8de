package dk.kronborg.etsi014;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dk.kronborg.plane.Exchange;
import java.io.IOException;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads request bodies so that every fault has a place and a name. */
final class StrictJson {

    private StrictJson() {}

    static JsonNode object(byte[] body) throws BadKeyRequest {
        JsonNode json;
        try {
            json = Exchange.JSON.readTree(body);
        } catch (JsonProcessingException e) {
            var place = e.getLocation();
            throw new BadKeyRequest("the body is not JSON"
                    + (place == null ? "" : ": line " + place.getLineNr() + ", column " + place.getColumnNr()));
        } catch (IOException e) {
            throw new BadKeyRequest("the body is not UTF-8");
        }
        if (json == null || !json.isObject()) {
            throw new BadKeyRequest("the body is a JSON object");
        }
        return json;
    }

    static void requireMembers(JsonNode object, Set<String> allowed) throws BadKeyRequest {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            if (!allowed.contains(names.next())) {
                throw new BadKeyRequest("members are "
                        + String.join(", ", allowed.stream().sorted().toList()));
            }
        }
    }

    static JsonNode integer(@Nullable String text, String name) throws BadKeyRequest {
        if (text == null) {
            return MissingNode.getInstance();
        }
        try {
            return IntNode.valueOf(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw new BadKeyRequest(name + " is an integer");
        }
    }
}
