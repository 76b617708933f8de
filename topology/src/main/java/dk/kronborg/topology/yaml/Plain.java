package dk.kronborg.topology.yaml;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.Optional;

/**
 * A YAML document without what could make a short text mean a long one, or something else than it seems: anchors,
 * aliases, tags, deep nesting.
 */
final class Plain extends JsonParserDelegate {

    /** Mappings and lists within each other. */
    static final int DEEPEST = 16;

    private final YAMLParser yaml;
    private int watched;
    private Optional<String> id = Optional.empty();

    Plain(YAMLParser yaml) {
        super(yaml);
        this.yaml = yaml;
    }

    @Override
    public JsonToken nextToken() throws IOException {
        JsonToken token = super.nextToken();
        if (token == null) {
            return token;
        }
        if (token != JsonToken.FIELD_NAME) {
            refuse(yaml.isCurrentAlias() || yaml.getObjectId() != null, "anchors and aliases are not used here");
            refuse(yaml.getTypeId() != null, "tags are not used here");
        }
        refuse(depth() > DEEPEST, "nothing is nested deeper than " + DEEPEST + " levels here");
        if (token.isScalarValue() && depth() == watched && "id".equals(currentName())) {
            id = Optional.of(getText());
        }
        return token;
    }

    private void refuse(boolean so, String text) throws IOException {
        if (so) {
            throw new JsonParseException(this, text, currentTokenLocation());
        }
    }

    @Override
    public JsonParser skipChildren() throws IOException {
        if (currentToken().isStructStart()) {
            skipRest(depth() - 1);
        }
        return this;
    }

    /** How many mappings and lists the next token is in. */
    int depth() {
        return getParsingContext().getNestingDepth();
    }

    /** Forgets the last id, and looks for the next at this depth. */
    void watch(int depth) {
        watched = depth;
        id = Optional.empty();
    }

    /** What member {@code id} said last at the depth that is watched. */
    Optional<String> id() {
        return id;
    }

    /** Goes to the last token of the value that it is in, which stands in as many mappings and lists as said. */
    void skipRest(int outer) throws IOException {
        while (depth() != outer || currentToken() == null || !ends(currentToken())) {
            if (nextToken() == null) {
                return;
            }
        }
    }

    private static boolean ends(JsonToken token) {
        return token.isStructEnd() || token.isScalarValue();
    }
}
