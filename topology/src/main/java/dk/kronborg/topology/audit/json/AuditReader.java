package dk.kronborg.topology.audit.json;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.topology.audit.AuditHead;
import dk.kronborg.topology.audit.AuditPoint;
import dk.kronborg.topology.audit.AuditRun;
import dk.kronborg.topology.audit.AuditSignature;
import dk.kronborg.topology.audit.AuditVerifier;
import dk.kronborg.topology.json.CanonicalJson;
import dk.kronborg.topology.map.Digest;
import dk.kronborg.topology.map.json.MalformedException;
import dk.kronborg.topology.map.json.StrictTree;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Reads the file of an audit log and verifies it, line by line: of a file of any length one line is in memory. */
public final class AuditReader {

    /** Longest line, in bytes. */
    private static final int MOST_LINE = 64 * 1024 * 1024;

    private final BiPredicate<String, String> isPinned;
    private final AuditLines lines = new AuditLines();
    private String log = "";
    private boolean ended;
    /** Whether the line read last has no line feed. */
    private boolean cutShort;

    private AuditReader(BiPredicate<String, String> isPinned) {
        this.isPinned = isPinned;
    }

    /**
     * Verifies a whole file.
     *
     * @param isPinned whether the log, the first, may be signed by the key with that pin, the second
     * @throws IOException if it cannot be read
     * @throws MalformedException if it does not begin as an audit file does
     */
    public static AuditVerifier.Verdict verify(InputStream file, BiPredicate<String, String> isPinned)
            throws IOException, MalformedException {
        return new AuditReader(isPinned).read(new BufferedInputStream(file));
    }

    private AuditVerifier.Verdict read(InputStream file) throws IOException, MalformedException {
        byte @Nullable [] first = line(file);
        AuditVerifier verifier = begin(first == null ? new byte[0] : first);
        for (byte[] line = line(file); line != null; line = line(file)) {
            String place = "line " + (lines.count() + 1);
            if (ended) {
                verifier.fault(place, "it comes after the end");
            } else {
                try {
                    read(verifier, place, line);
                } catch (MalformedException | IllegalArgumentException | DateTimeException e) {
                    verifier.fault(place, String.valueOf(e.getMessage()));
                }
            }
            lines.add(line);
        }
        if (!ended || cutShort) {
            verifier.fault("line " + (lines.count() + 1), "the signed end of the file is not there: it was cut off");
        }
        return verifier.verdict();
    }

    private AuditVerifier begin(byte[] line) throws MalformedException {
        StrictTree tree = StrictTree.read(line, MOST_LINE);
        if (!tree.text("format").equals(AuditWriter.FORMAT)) {
            throw new MalformedException("an audit file begins with format " + AuditWriter.FORMAT);
        }
        String named = tree.text("log");
        log = named;
        AuditVerifier made = new AuditVerifier(named, pin -> isPinned.test(named, pin));
        lines.add(line);
        return made;
    }

    private void read(AuditVerifier verifier, String place, byte[] line) throws MalformedException {
        StrictTree tree = StrictTree.read(line, MOST_LINE);
        if (tree.has("batch")) {
            batch(verifier, tree);
        } else if (tree.has("head")) {
            verifier.head(new AuditHead.Signed(head(tree.object("head")), signature(tree)));
        } else if (tree.has("run")) {
            verifier.run(run(tree.object("run")));
        } else if (tree.has("end")) {
            end(verifier, place, tree, line);
        } else {
            throw new MalformedException("it is no run, batch, head or end");
        }
    }

    private static void batch(AuditVerifier verifier, StrictTree tree) throws MalformedException {
        JsonNode records = tree.node("batch").get("records");
        if (records == null || !records.isArray()) {
            throw new MalformedException("batch.records is not a list");
        }
        List<String> content = new ArrayList<>(records.size());
        for (JsonNode record : records) {
            content.add(CanonicalJson.of(record));
        }
        verifier.batch(point(tree.object("batch")), content);
    }

    private AuditRun run(StrictTree run) throws MalformedException {
        return new AuditRun(
                log,
                UUID.fromString(run.text("id")),
                Instant.parse(run.text("at")),
                run.has("follows") ? Optional.of(point(run.object("follows"))) : Optional.empty());
    }

    private AuditHead head(StrictTree head) throws MalformedException {
        return new AuditHead(log, point(head), head.number("records"), Instant.parse(head.text("at")));
    }

    private void end(AuditVerifier verifier, String place, StrictTree tree, byte[] line) throws MalformedException {
        StrictTree end = tree.object("end");
        AuditEnd here =
                new AuditEnd(log, end.number("lines"), new Digest(end.text("digest")), Instant.parse(end.text("at")));
        AuditSignature signature = signature(tree);
        ended = true;
        if (verifier.signature(place, signature, here.bytes())
                && (here.lines() != lines.count()
                        || !here.digest().equals(lines.digest())
                        || !Arrays.equals(
                                line, AuditWriter.line(here, signature).getBytes(StandardCharsets.UTF_8)))) {
            verifier.fault(place, "the file was changed after it was written");
        }
    }

    private static AuditPoint point(StrictTree point) throws MalformedException {
        return new AuditPoint(
                UUID.fromString(point.text("run")), point.number("number"), new Digest(point.text("chain")));
    }

    private static AuditSignature signature(StrictTree tree) throws MalformedException {
        return new AuditSignature(tree.text("key"), tree.text("signature"));
    }

    /** The next line without its line feed; null at the end. One that is cut short is a line, too. */
    private byte @Nullable [] line(InputStream file) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = file.read();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n'; next = file.read()) {
            if (line.size() == MOST_LINE) {
                throw new IOException("a line has at most " + MOST_LINE + " bytes");
            }
            line.write(next);
        }
        cutShort = next < 0;
        return line.toByteArray();
    }
}
