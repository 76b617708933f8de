package dk.kronborg.testbed.client;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A server's answer as it came, whatever its status. */
public final class Answer {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;

    Answer(int status, HttpHeaders headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body.clone();
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** The value of a header, or "" if it is not there. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /**
     * The body as text.
     *
     * @throws CharacterCodingException if it is not UTF-8
     */
    public String text() throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    }

    /**
     * The body as JSON.
     *
     * @throws IOException if it is not UTF-8, or not exactly one JSON value
     */
    public JsonNode json() throws IOException {
        return JSON.readTree(text());
    }

    /** Without the body, which may hold keys. */
    @Override
    public String toString() {
        return status + " with " + body.length + " bytes";
    }
}
