package dk.kronborg.topology.audit.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.topology.audit.AuditHead;
import dk.kronborg.topology.audit.AuditPoint;
import dk.kronborg.topology.audit.AuditRun;
import dk.kronborg.topology.audit.AuditSignature;
import dk.kronborg.topology.audit.AuditSigner;
import dk.kronborg.topology.json.CanonicalJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * Writes an audit log as a file, {@code kronborg-audit/1}, docs/audit.md: one canonical JSON object (RFC 8785) a line, in
 * the order in which the log was written.
 */
public final class AuditWriter {

    static final String FORMAT = "kronborg-audit/1";

    private final String log;
    private final OutputStream out;
    private final AuditLines lines = new AuditLines();

    /** Begins the file. */
    public AuditWriter(String log, OutputStream out) throws IOException {
        this.log = log;
        this.out = out;
        line("{\"format\":\"" + FORMAT + "\",\"log\":\"" + log + "\"}");
    }

    public void run(AuditRun run) throws IOException {
        ObjectNode node =
                object().put("id", run.id().toString()).put("at", run.at().toString());
        run.follows().ifPresent(point -> node.set("follows", point(point)));
        line("run", node);
    }

    /**
     * A batch.
     *
     * @param after   the place that it leads to
     * @param records canonical, in order
     */
    public void batch(AuditPoint after, List<String> records) throws IOException {
        // As they are: they are canonical, and the longest part of the file.
        line("{\"batch\":{\"chain\":\"" + after.chain() + "\",\"number\":" + after.number() + ",\"records\":["
                + String.join(",", records) + "],\"run\":\"" + after.run() + "\"}}");
    }

    public void head(AuditHead.Signed signed) throws IOException {
        AuditHead head = signed.head();
        ObjectNode node = point(head.point());
        node.put("records", head.records()).put("at", head.at().toString());
        line(CanonicalJson.of(signed("head", node, signed.signature())));
    }

    /** Ends the file by a signature over all of it. */
    public void end(AuditSigner signer, Instant at) throws IOException {
        AuditEnd end = new AuditEnd(log, lines.count(), lines.digest(), at);
        line(line(end, signer.sign(end.bytes())));
        out.flush();
    }

    static String line(AuditEnd end, AuditSignature signature) {
        ObjectNode node = object().put("lines", end.lines())
                .put("digest", end.digest().text())
                .put("at", end.at().toString());
        return CanonicalJson.of(signed("end", node, signature));
    }

    private static ObjectNode signed(String name, JsonNode content, AuditSignature signature) {
        return object().put("key", signature.key())
                .put("signature", signature.signature())
                .set(name, content);
    }

    private static ObjectNode point(AuditPoint point) {
        return object().put("run", point.run().toString())
                .put("number", point.number())
                .put("chain", point.chain().text());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private void line(String name, JsonNode content) throws IOException {
        ObjectNode line = object();
        line.set(name, content);
        line(CanonicalJson.of(line));
    }

    private void line(String text) throws IOException {
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        lines.add(line);
        out.write(line);
        out.write('\n');
    }
}
