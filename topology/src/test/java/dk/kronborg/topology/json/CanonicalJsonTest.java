package dk.kronborg.topology.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.erdtman.jcs.JsonCanonicalizer;

/** Against another implementation of RFC 8785. */
class CanonicalJsonTest {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Property
    void isWhatTheOtherImplementationMakes(@ForAll("objects") JsonNode object) throws IOException {
        assertThat(CanonicalJson.without("sig", object))
                .isEqualTo(new JsonCanonicalizer(withoutSignature(object).toString()).getEncodedString());
    }

    @Property
    void aWholeDocumentIsWhatTheOtherImplementationMakes(@ForAll("objects") JsonNode object) throws IOException {
        assertThat(CanonicalJson.of(object)).isEqualTo(new JsonCanonicalizer(object.toString()).getEncodedString());
    }

    private static JsonNode withoutSignature(JsonNode object) {
        ObjectNode copy = object.deepCopy();
        copy.remove("sig");
        return copy;
    }

    @Example
    void ordersMembersByUtf16AndLeavesOneOutAtTheTopOnly() throws IOException {
        String text = """
                {"\\ud83d\\ude00": 1, "\\ufb33": 2, "sig": "x", "a": {"sig": [true, null, {}, [], 1e21, -0.0, 1e-7]},
                 "": "\\u0007\\u2028\\/"}""";
        JsonNode document = new ObjectMapper().readTree(text);

        String canonical = CanonicalJson.without("sig", document);

        assertThat(canonical)
                .isEqualTo("{\"\":\"\\u0007\u2028/\",\"a\":{\"sig\":[true,null,{},[],1e+21,0,1e-7]},"
                        + "\"\ud83d\ude00\":1,\"\ufb33\":2}");
    }

    @Provide
    Arbitrary<JsonNode> objects() {
        return object(value(3));
    }

    private static Arbitrary<JsonNode> value(int depth) {
        Arbitrary<JsonNode> plain = Arbitraries.oneOf(
                text().map(NODES::textNode),
                Arbitraries.doubles().map(NODES::numberNode),
                Arbitraries.integers().map(NODES::numberNode),
                Arbitraries.longs().map(NODES::numberNode),
                Arbitraries.of(NODES.booleanNode(true), NODES.booleanNode(false), NODES.nullNode()));
        return depth == 0 ? plain : Arbitraries.oneOf(plain, object(value(depth - 1)), array(value(depth - 1)));
    }

    private static Arbitrary<JsonNode> object(Arbitrary<JsonNode> values) {
        return Arbitraries.maps(Arbitraries.oneOf(text(), Arbitraries.of("sig", "a", "b")), values)
                .ofMaxSize(5)
                .map(members -> {
                    ObjectNode object = NODES.objectNode();
                    members.forEach((String name, JsonNode value) -> object.set(name, value));
                    return object;
                });
    }

    private static Arbitrary<JsonNode> array(Arbitrary<JsonNode> values) {
        return values.list().ofMaxSize(4).map(elements -> NODES.arrayNode().addAll(elements));
    }

    /** Of whole code points. */
    private static Arbitrary<String> text() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ascii().ofMaxLength(8),
                Arbitraries.integers()
                        .between(0, Character.MAX_CODE_POINT)
                        .filter(point -> Character.getType(point) != Character.SURROGATE)
                        .list()
                        .ofMaxSize(6)
                        .map(points -> points.stream()
                                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                                .toString()));
    }
}
